using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// All that is known of a run: the record's prefix with every journal event applied. Not thread-safe; the owner serialises access.
/// </summary>
internal sealed class RunState
{
    private readonly List<StageTime> _stages = [];
    private readonly Dictionary<string, StageUsage> _usage = new(StringComparer.Ordinal);
    private readonly List<ToolCall> _tools = [];
    private readonly List<Draft> _drafts = [];
    private readonly List<VerificationRound> _rounds = [];
    private RunRecord _known;
    private double? _cost;
    private bool _blank; // the delivered text is nothing but white space

    public RunState(RunRecord prefix) => _known = prefix;

    public string RunId => _known.RunId;

    public DateTimeOffset Start => _known.Timestamp!.Value;

    /// <summary>The stage that is open, or null.</summary>
    public (string Name, double StartMs)? OpenStage { get; private set; }

    /// <summary>The last stage entered, or null.</summary>
    public string? LastStage { get; private set; }

    public int Steps { get; private set; }

    public int ToolCalls => _tools.Count;

    public long InputTokens => _usage.Values.Sum(static stage => stage.Input);

    public long OutputTokens => _usage.Values.Sum(static stage => stage.Output);

    public double? CostUsd => _cost;

    public IReadOnlyList<VerificationRound> Rounds => _rounds;

    public IReadOnlyList<Draft> Drafts => _drafts;

    public string? OutputBlob => _known.OutputBlob;

    /// <summary>Takes an event in; false when it lacks what its kind must have. Kinds of later versions are passed over.</summary>
    public bool TryApply(JournalEvent happened)
    {
        switch (happened.Ev)
        {
            case "stage" when happened.Stage is not null:
                ApplyStage(happened);
                return true;
            case "usage":
                AddUsage(happened);
                return true;
            case "step" when happened.Step is not null:
                Steps++;
                return true;
            case "tool" when happened.Tool is { Name: not null, Urls: not null } tool:
                _tools.Add(tool);
                return true;
            case "draft" when happened.Draft is { Blob: not null } draft:
                _drafts.Add(draft);
                return true;
            case "round" when happened.Round is { } round && IsWhole(round):
                _rounds.Add(round);
                return true;
            case "set" when happened.Set is { } notes:
                Set(notes);
                _blank = happened.Blank ?? _blank;
                return true;
            default:
                return happened.Ev is not ("stage" or "step" or "tool" or "draft" or "round" or "set");
        }
    }

    /// <summary>Whether a round has all its lists: one that was read from a spoiled line may lack some.</summary>
    private static bool IsWhole(VerificationRound round) =>
        round is { Dimensions: not null, Evaluator: not null, Issues: not null, Feedback: not null, Panel: not null }
        && round.Panel.All(static review => review is { Persona: not null, Issues: not null, Strengths: not null });

    /// <summary>The record, as of now.</summary>
    public RunRecord ToRecord(RunOutcome outcome, DateTimeOffset finishedAt, LeverageCosts costs)
    {
        var seconds = Math.Round(Math.Max((finishedAt - Start).TotalSeconds, 0), 3);
        var outcomeHeld = Honest(outcome);
        var scores = _rounds.Select(static round => round.Score).ToList();
        var selected = _known.SelectedRound is { } number ? _rounds.FirstOrDefault(round => round.Round == number) : null;
        var record = _known with
        {
            FinishedAt = new DateTimeOffset(finishedAt.Ticks - finishedAt.Ticks % TimeSpan.TicksPerMillisecond, finishedAt.Offset),
            Final = outcomeHeld.Final,
            Error = outcomeHeld.Problem,
            RunDurationS = seconds,
            RuntimeS = seconds,
            Stages = [.. StagesUntil(finishedAt)],
            InputTokens = InputTokens,
            OutputTokens = OutputTokens,
            TokensByStage = new Dictionary<string, StageUsage>(_usage, StringComparer.Ordinal),
            CostUsd = _cost is { } cost ? Math.Round(cost, 8) : null,
            ToolCalls = [.. _tools],
            MemoryHits = _known.MemoryIds.Count,
            Steps = Steps,
            WiggumRounds = _rounds.Count,
            WiggumScores = scores,
            WiggumDimensions = Dimensions(),
            WiggumR1Score = scores.Count > 0 ? scores[0] : null,
            FinalScore = selected?.Score,
            WiggumFeedback = [.. _rounds.Select(static round => new RoundFeedback(round.Round, round.Evaluator, round.Issues, round.Feedback))],
            PanelReviews = [.. _rounds.SelectMany(static round => round.Panel)],
            CriteriaRate = _known.CriteriaResults.Count == 0 ? null : (double)_known.CriteriaResults.Values.Count(static held => held) / _known.CriteriaResults.Count,
            Drafts = [.. _drafts],
        };
        return WithLeverage(record, seconds, costs);
    }

    /// <summary>A PASS needs an output that is there and whole.</summary>
    private RunOutcome Honest(RunOutcome outcome)
    {
        if (outcome.Final != RunOutcome.Pass)
            return outcome;
        if (_known.OutputBlob is null || _known.OutputBytes is null or 0 || _blank)
            return new RunOutcome(RunOutcome.Fail, new RunError("EmptyOutput", LastStage, "The run delivered no text, so it can not pass."));
        if (_known.Truncated)
            return new RunOutcome(RunOutcome.Fail, new RunError("TruncatedOutput", LastStage, "The model cut the delivered text at its token limit, so it can not pass. Raise sampling.max_tokens."));
        return outcome;
    }

    private RunRecord WithLeverage(RunRecord record, double seconds, LeverageCosts costs)
    {
        var metered = _cost is { } cost ? costs with { Inference = cost } : costs;
        var leverage = Leverage.Compute(record.TacHours, record.FinalScore, seconds, record.OutputLines ?? 0, metered);
        return record with { Leverage = leverage?.Value, LeverageKind = leverage?.Kind };
    }

    private void ApplyStage(JournalEvent happened)
    {
        if (happened.Ms is { } ms)
        {
            _stages.Add(new StageTime(happened.Stage!, happened.StartMs ?? 0, ms));
            OpenStage = null;
        }
        else
        {
            OpenStage = (happened.Stage!, happened.StartMs ?? 0);
            LastStage = happened.Stage;
        }
    }

    private IEnumerable<StageTime> StagesUntil(DateTimeOffset end)
    {
        foreach (var stage in _stages)
            yield return stage;
        if (OpenStage is var (name, startMs))
            yield return new StageTime(name, startMs, Math.Round(Math.Max((end - Start).TotalMilliseconds - startMs, 0), 3));
    }

    private void AddUsage(JournalEvent happened)
    {
        var stage = happened.Stage ?? "";
        var before = _usage.GetValueOrDefault(stage, new StageUsage(0, 0, 0, 0));
        _usage[stage] = new StageUsage(
            before.Input + (happened.Input ?? 0),
            before.Output + (happened.Output ?? 0),
            before.Calls + 1,
            Math.Round(before.Ms + (happened.Ms ?? 0), 3));
        if (happened.CostUsd is { } cost)
            _cost = (_cost ?? 0) + cost;
    }

    private Dictionary<string, IReadOnlyList<double?>> Dimensions()
    {
        var names = _rounds.SelectMany(static round => round.Dimensions.Keys).Distinct(StringComparer.Ordinal);
        return names.ToDictionary(
            static name => name,
            name => (IReadOnlyList<double?>)[.. _rounds.Select(round => round.Dimensions.GetValueOrDefault(name))],
            StringComparer.Ordinal);
    }

    private void Set(RunNotes notes) => _known = _known with
    {
        TaskType = notes.TaskType ?? _known.TaskType,
        ActiveSkills = notes.ActiveSkills ?? _known.ActiveSkills,
        Plan = notes.Plan ?? _known.Plan,
        MemoryIds = notes.MemoryIds ?? _known.MemoryIds,
        SearchRounds = notes.SearchRounds ?? _known.SearchRounds,
        NoveltyScores = notes.NoveltyScores ?? _known.NoveltyScores,
        RuleResults = notes.RuleResults ?? _known.RuleResults,
        CriteriaResults = notes.CriteriaResults ?? _known.CriteriaResults,
        EvaluatorModel = notes.EvaluatorModel ?? _known.EvaluatorModel,
        SelectedRound = notes.SelectedRound ?? _known.SelectedRound,
        Truncated = notes.Truncated ?? _known.Truncated,
        TacHours = _known.TacHours ?? notes.TacHours,
        TacSource = _known.TacSource ?? (notes.TacHours is null ? null : "estimate"),
        OutputPath = notes.OutputPath ?? _known.OutputPath,
        OutputBlob = notes.OutputBlob ?? _known.OutputBlob,
        OutputBytes = notes.OutputBytes ?? _known.OutputBytes,
        OutputLines = notes.OutputLines ?? _known.OutputLines,
        Other = notes.Other is null ? _known.Other : Merge(_known.Other, notes.Other),
    };

    private static Dictionary<string, System.Text.Json.JsonElement> Merge(
        IDictionary<string, System.Text.Json.JsonElement>? before, IReadOnlyDictionary<string, System.Text.Json.JsonElement> added)
    {
        var merged = before is null ? [] : new Dictionary<string, System.Text.Json.JsonElement>(before, StringComparer.Ordinal);
        foreach (var (name, value) in added)
            merged[name] = value;
        return merged;
    }
}
