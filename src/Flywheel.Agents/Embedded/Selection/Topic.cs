using System.Collections.Frozen;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// What the task is about, weighed against the evidence: a term that every section has says little, a rare one much.
/// Weights are whole millionths, so that sums do not depend on their order.
/// </summary>
internal sealed class Topic
{
    private const double InHeading = 1.0;
    private const double InSentencesAndTitle = 0.9;
    private const double InSentences = 0.75;
    private const double InTitle = 0.6;
    private const double RelatedInHeading = 0.6;
    private const double RelatedInSentences = 0.4;
    private const double RelatedInTitle = 0.3;
    private const double SetAside = 0.3;
    private const double WeakTerm = 0.4;
    private const double LeastIdf = 0.15;
    private const double LeastOwn = 0.3;

    // Verbs that tasks contain whatever they are about.
    private static readonly FrozenSet<string> Weak =
        Tokenizer.Terms("cut reduce lower raise increase keep help make use work do get handle improve increase good important between well really better manage avoid prevent").ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _frequency = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceSection, double> _relevance = [];
    private readonly Evidence _evidence;
    private readonly int _count;
    private Dictionary<string, double>? _affinity;

    /// <summary>Weighs the task's terms.</summary>
    public Topic(TaskReading task, Evidence evidence)
    {
        Task = task;
        _evidence = evidence;
        _count = evidence.Sections.Count;
        foreach (var section in evidence.Sections)
        {
            foreach (var term in section.Terms)
                _frequency[term] = _frequency.GetValueOrDefault(term) + 1;
            foreach (var term in section.DocumentTerms)
            {
                if (!section.Terms.Contains(term))
                    _frequency[term] = _frequency.GetValueOrDefault(term) + 1;
            }
        }

        Terms = task.TopicTerms;
    }

    /// <summary>The task.</summary>
    public TaskReading Task { get; }

    /// <summary>Stemmed terms of the topic.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>How much a term tells, in millionths; at least 150,000.</summary>
    public long Idf(string term)
    {
        var frequency = _frequency.GetValueOrDefault(term);
        return Millionths(Math.Max(LeastIdf, Math.Log(1 + ((_count - frequency + 0.5) / (frequency + 0.5)))));
    }

    /// <summary>How much of the topic a set of terms has, 0 to 1 in steps of a millionth.</summary>
    public double Coverage(IReadOnlySet<string> terms) => Share(term => terms.Contains(term) ? 1 : IsRelated(term, terms) ? 0.5 : 0);

    /// <summary>How much a section is about the topic, 0 to 1 in steps of a millionth.</summary>
    public double Relevance(SourceSection section)
    {
        if (_relevance.TryGetValue(section, out var known))
            return known;

        var relevance = Quantised((0.8 * Own(section)) + (0.2 * Affinity(section.Location)));
        _relevance.Add(section, relevance);
        return relevance;
    }

    // What the section itself says: all of it, its titles, and the one sentence that comes closest to the task.
    private double Own(SourceSection section)
    {
        var overall = Share(term => Presence(term, section));
        var title = Coverage(section.AssertedTerms.Union(section.DocumentTerms, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        var closest = Coverage(section.AssertedTerms);
        foreach (var sentence in section.Sentences)
            closest = Math.Max(closest, Coverage(sentence.Terms));

        return (0.5 * overall) + (0.25 * title) + (0.25 * closest);
    }

    /// <summary>How much a document is about the topic: the one of which most is relevant 1, the others in proportion.</summary>
    public double Affinity(string location)
    {
        _affinity ??= Affinities();
        return _affinity.GetValueOrDefault(location);
    }

    private Dictionary<string, double> Affinities()
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var section in _evidence.Sections)
            sums[section.Location] = Quantised(sums.GetValueOrDefault(section.Location) + Math.Max(0, Quantised(Own(section)) - LeastOwn));

        var most = sums.Count == 0 ? 0 : sums.Values.Max();
        return most <= 0 ? [] : sums.ToDictionary(pair => pair.Key, pair => pair.Value / most, StringComparer.Ordinal);
    }

    /// <summary>Whether a term is a verb that fits any topic ("keep", "improve").</summary>
    public static bool IsWeak(string term) => Weak.Contains(term);

    /// <summary>Rounds to a millionth, so that comparisons do not hang on the last bit.</summary>
    public static double Quantised(double value) => Math.Round(value * 1e6, MidpointRounding.AwayFromZero) / 1e6;

    private double Share(Func<string, double> level)
    {
        long all = 0;
        long reached = 0;
        foreach (var term in Terms)
        {
            var weight = Weight(term);
            all += weight;
            reached += Millionths(level(term) * weight / 1e6);
        }

        return all == 0 ? 0 : Quantised((double)reached / all);
    }

    private long Weight(string term)
    {
        // A term no source has would otherwise weigh most of all; it counts as much as one found once.
        var idf = _frequency.ContainsKey(term) ? Idf(term) : Math.Min(Idf(term), Millionths(Math.Max(LeastIdf, Math.Log(1 + ((_count - 0.5) / 1.5)))));
        return Weak.Contains(term) ? Millionths(WeakTerm * idf / 1e6) : idf;
    }

    private static double Presence(string term, SourceSection section)
    {
        if (section.AssertedTerms.Contains(term))
            return InHeading;

        if (section.HeadingTerms.Contains(term))
            return SetAside;

        var inTitle = section.DocumentTerms.Contains(term);
        if (section.Terms.Contains(term))
            return inTitle ? InSentencesAndTitle : InSentences;
        if (inTitle)
            return InTitle;

        return IsRelated(term, section.AssertedTerms) ? RelatedInHeading
            : IsRelated(term, section.Terms) ? RelatedInSentences
            : IsRelated(term, section.DocumentTerms) ? RelatedInTitle
            : 0;
    }

    private static bool IsRelated(string term, IReadOnlySet<string> terms)
    {
        foreach (var related in RelatedTerms.Of(term))
        {
            if (terms.Contains(related))
                return true;
        }

        return false;
    }

    private static long Millionths(double value) => (long)Math.Round(value * 1e6, MidpointRounding.AwayFromZero);
}
