using System.Collections.Frozen;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// What the task is about: its own terms, and the terms that go with them in the evidence. A passage matches the task by the share of the
/// task's terms it holds (rare ones count more, a title or heading counts more than the body); a term belongs to the topic as far as the
/// passages that hold it match.
/// </summary>
internal sealed class TopicProfile
{
    // What a task asks for, as opposed to what it asks about.
    private static readonly FrozenSet<string> Asking = Tokenizer.Terms(
        "top best practice practices way ways technique techniques method methods tip tips strategy strategies common key main important most "
        + "list explain describe discuss compare summarise summarize research report write give show find search overview guide introduction "
        + "make makes making good better help helps thing things use using used need needs effective step steps approach approaches sign signs "
        + "reason reasons example examples question answer please want know tell keep keeping number idea ideas").ToFrozenSet(StringComparer.Ordinal);

    private const double OwnShare = 0.6;

    private readonly EvidenceReading _evidence;
    private readonly Dictionary<int, double> _task;
    private readonly double[] _weights;

    private TopicProfile(EvidenceReading evidence, IReadOnlyList<(int Id, string Word)> task)
    {
        _evidence = evidence;
        TaskTerms = task;
        var most = task.Select(term => Distinction(term.Id)).DefaultIfEmpty(1).Max();
        _task = task.ToDictionary(term => term.Id, term => Math.Max(0.3, Distinction(term.Id) / most));
        Matches = MatchAll();
        _weights = new double[evidence.EvidenceTerms];
        Strength = Spread();
    }

    /// <summary>The task's terms with the word as the user wrote it, in the task's order.</summary>
    public IReadOnlyList<(int Id, string Word)> TaskTerms { get; }

    /// <summary>How well each passage matches the task, 0 to 1.</summary>
    public IReadOnlyList<double> Matches { get; }

    /// <summary>How well the best passages match, 0 to 1: near 0 when the evidence is about something else.</summary>
    public double Strength { get; }

    /// <summary>Reads the topic of <paramref name="task"/>.</summary>
    public static TopicProfile Of(string task, EvidenceReading evidence)
    {
        var all = new List<(int Id, string Word)>();
        var asked = new List<(int Id, string Word)>();
        var seen = new HashSet<int>();
        foreach (var token in Tokenizer.Tokenize(task))
        {
            if (token.IsStopword || Numerals.Digits(token) is not null || !seen.Add(evidence.IdOf(token.Term)))
                continue;
            var term = (evidence.IdOf(token.Term), token.Span.In(task));
            all.Add(term);
            if (!Asking.Contains(token.Term))
                asked.Add(term);
        }

        return new TopicProfile(evidence, asked.Count > 0 ? asked : all);
    }

    /// <summary>Whether the term stands in the task.</summary>
    public bool IsTaskTerm(int term) => _task.ContainsKey(term);

    /// <summary>How far a term belongs to the topic: 1 for the task's own, 0 for one that is never found near them.</summary>
    public double Weight(int term) => _task.TryGetValue(term, out var own) ? own : term < _weights.Length ? _weights[term] : 0;

    // A passage stands in a source: what its title and its other passages say of the topic speaks for it too.
    private double[] MatchAll()
    {
        var sources = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var source in _evidence.Passages.GroupBy(passage => passage.Source.Location, StringComparer.Ordinal))
            sources[source.Key] = Match([.. source]);
        return [.. _evidence.Passages.Select(passage => (OwnShare * Match([passage])) + ((1 - OwnShare) * sources[passage.Source.Location]))];
    }

    // How well a task term tells the topic from the rest of its field.
    private double Distinction(int term) => 0.1 + (0.9 * _evidence.SourceRarity(term));

    private double Match(PassageReading[] passages)
    {
        double held = 0, all = 0;
        foreach (var (term, _) in TaskTerms)
        {
            var weight = Distinction(term);
            all += weight;
            if (passages.Any(passage => Array.BinarySearch(passage.Head, term) >= 0))
                held += weight;
            else if (passages.Any(passage => passage.Holds(term)))
                held += 0.7 * weight;
        }

        return all == 0 ? 0 : held / all;
    }

    // Squares make the passages that match best speak loudest; the mean over a term's passages keeps frequent terms from belonging everywhere.
    private double Spread()
    {
        if (Matches.Count == 0 || TaskTerms.Count == 0)
            return 0;
        var best = Matches.OrderDescending().Take(5).Average(match => match * match);
        if (best <= 0)
            return 0;
        var usual = 0.75 * Math.Min(0.5 * best, Matches.Average(match => match * match));
        for (var term = 0; term < _weights.Length; term++)
        {
            var mean = _evidence.PassagesWith(term).Average(passage => Matches[passage] * Matches[passage]);
            _weights[term] = Math.Clamp((mean - usual) / (best - usual), 0, 1) * Math.Min(1, best / 0.2);
        }

        return Math.Sqrt(best);
    }
}
