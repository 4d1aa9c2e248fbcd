using System.Globalization;
using System.Text.Json;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Scores per round and dimension, read from any of the published shapes: an object of rounds (<c>{"r1": {dimension: score}}</c>), an object of lists
/// (<c>{dimension: [score per round]}</c>), or a list of objects (<c>[{dimension: score}]</c>).
/// </summary>
internal sealed class RecordedScores
{
    private readonly Dictionary<string, SortedDictionary<int, double?>> _dimensions = new(StringComparer.Ordinal); // in the order they were written
    private readonly SortedDictionary<int, double?> _scores = [];
    private readonly RecordFields _fields;

    private RecordedScores(RecordFields fields) => _fields = fields;

    public int Rounds { get; private set; }

    /// <summary>Whether the record says which score is final.</summary>
    public double? FinalScore { get; private set; }

    public double? FirstScore { get; private set; }

    public int? SelectedRound { get; private set; }

    public List<double?> Scores => [.. Enumerable.Range(1, _scores.Count == 0 ? 0 : Rounds).Select(round => _scores.GetValueOrDefault(round))];

    public Dictionary<string, IReadOnlyList<double?>> Dimensions => _dimensions.ToDictionary(
        static dimension => dimension.Key,
        dimension => (IReadOnlyList<double?>)[.. Enumerable.Range(1, Rounds).Select(round => dimension.Value.GetValueOrDefault(round))],
        StringComparer.Ordinal);

    public static RecordedScores Read(RecordFields fields)
    {
        var read = new RecordedScores(fields);
        read.ReadScores();
        read.ReadDimensions("wiggum_dimensions");
        read.ReadDimensions("wiggum_dims");
        read.ReadEvaluationLog();
        read.Settle();
        return read;
    }

    private void ReadScores()
    {
        if (_fields.Peek("wiggum_scores") is { ValueKind: JsonValueKind.Object } byRound)
        {
            _fields.Take("wiggum_scores");
            foreach (var round in byRound.EnumerateObject())
                ReadNamedRound(round.Name, round.Value);
            return;
        }

        var number = 0;
        foreach (var score in _fields.Numbers("wiggum_scores"))
            SetScore(++number, score);
    }

    private void ReadNamedRound(string name, JsonElement dimensions)
    {
        var path = $"wiggum_scores.{name}";
        if (!int.TryParse(name.AsSpan().TrimStart("rR"), NumberStyles.None, CultureInfo.InvariantCulture, out var round) || round is < 1 or > 10_000)
            _fields.Note(path, "is not the name of a round (r1, r2, …)");
        else if (dimensions.ValueKind == JsonValueKind.Number)
            SetScore(round, _fields.AsNumber(dimensions, path));
        else
            ReadRound(round, dimensions, path);
    }

    private void ReadDimensions(string name)
    {
        if (_fields.Take(name) is not { } value)
            return;
        if (value.ValueKind == JsonValueKind.Array)
        {
            var round = 0;
            foreach (var dimensions in value.EnumerateArray())
                ReadRound(++round, dimensions, $"{name}[{round - 1}]");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var dimension in value.EnumerateObject())
                ReadDimension(dimension.Name, dimension.Value, $"{name}.{dimension.Name}");
        }
        else
        {
            _fields.Note(name, "is neither a list nor an object");
        }
    }

    private void ReadRound(int round, JsonElement dimensions, string path)
    {
        Rounds = Math.Max(Rounds, round);
        if (dimensions.ValueKind == JsonValueKind.Object)
        {
            foreach (var dimension in dimensions.EnumerateObject())
                SetDimension(dimension.Name, round, _fields.AsNumber(dimension.Value, $"{path}.{dimension.Name}"));
        }
        else if (dimensions.ValueKind != JsonValueKind.Null)
        {
            _fields.Note(path, "is not an object of dimensions");
        }
    }

    private void ReadDimension(string name, JsonElement values, string path)
    {
        if (values.ValueKind != JsonValueKind.Array)
        {
            SetDimension(name, 1, _fields.AsNumber(values, path));
            return;
        }

        var round = 0;
        foreach (var value in values.EnumerateArray())
            SetDimension(name, ++round, _fields.AsNumber(value, $"{path}[{round - 1}]"));
        if (round == 0)
            _dimensions.TryAdd(DimensionName(name), []);
    }

    /// <summary>The evaluation log stays in the record's other fields; it fills what the lists do not tell.</summary>
    private void ReadEvaluationLog()
    {
        if (_fields.Peek("wiggum_eval_log") is not { ValueKind: JsonValueKind.Array } log)
            return;
        var round = 0;
        foreach (var entry in log.EnumerateArray())
        {
            round++;
            if (entry.ValueKind != JsonValueKind.Object)
                continue;
            if (!_scores.ContainsKey(round) && entry.TryGetProperty("score", out var score))
                SetScore(round, _fields.AsNumber(score, $"wiggum_eval_log[{round - 1}].score"));
            if (_dimensions.Values.All(rounds => !rounds.ContainsKey(round)) && entry.TryGetProperty("dims", out var dimensions))
                ReadRound(round, dimensions, $"wiggum_eval_log[{round - 1}].dims");
        }
    }

    /// <summary>Single scores beside the lists: the first round's, the delivered round's.</summary>
    private void Settle()
    {
        var told = _fields.Has("final_score");
        FirstScore = _fields.Number("wiggum_r1_score");
        FinalScore = _fields.Number("final_score");
        SelectedRound = _fields.Count("selected_round");
        if (_fields.Count("wiggum_rounds") is { } rounds and >= 0 and <= 10_000)
            Rounds = Math.Max(Rounds, rounds);
        if (_scores.Count == 0 && Rounds > 0 && (FirstScore ?? FinalScore) is not null)
        {
            SetScore(SelectedRound is { } selected && selected >= 1 && selected <= Rounds ? selected : Rounds, FinalScore);
            SetScore(1, FirstScore ?? (Rounds == 1 ? FinalScore : null));
        }

        FirstScore ??= _scores.GetValueOrDefault(1);
        if (!told)
            FinalScore = _scores.Values.LastOrDefault(static score => score is not null);
    }

    private void SetScore(int round, double? score)
    {
        Rounds = Math.Max(Rounds, round);
        _scores[round] = score;
    }

    private void SetDimension(string name, int round, double? score)
    {
        Rounds = Math.Max(Rounds, round);
        name = DimensionName(name);
        if (!_dimensions.TryGetValue(name, out var rounds))
            _dimensions[name] = rounds = [];
        rounds[round] = score;
    }

    private static string DimensionName(string name) => name == "grounded" ? "groundedness" : name;
}
