using System.Collections.Frozen;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>Words that mean nearly the same to someone who asks about software and agents; stemmed. A small, fixed thesaurus.</summary>
internal static class RelatedTerms
{
    private static readonly string[] Groups =
    [
        "small reduce truncate shrink compact short fewer lean",
        "cut reduce shrink lower save saving trim minimise decrease cheaper",
        "cost price spend bill money expensive cheap",
        "remember memory recall store forget persist",
        "fail failure error fault problem mistake",
        "retry attempt backoff repeat",
        "latency speed slow fast quick delay wait",
        "judge evaluator grader grade",
        "calibrate agreement kappa label",
        "debug debugging diagnose diagnosis investigate failure cause",
        "trace tracing span observability log",
        "secure security attack injection protect defend defence",
        "test check verify verification validate validation",
        "tool function call",
        "plan planning decompose decomposition",
        "cache caching",
        "context window prompt",
        "summarise summary summarisation compaction condense",
        "session conversation",
        "version release rollout deploy",
        "feedback rating label",
        "improve improvement better gain",
        "secret password credential redaction",
        "output answer result response",
        "retrieve retrieval search find",
    ];

    private static readonly FrozenDictionary<string, string[]> Related = Build();

    /// <summary>Terms related to a stemmed term, itself excluded; empty when none are known.</summary>
    public static IReadOnlyList<string> Of(string term) => Related.TryGetValue(term, out var related) ? related : [];

    /// <summary>Words to search for beside <paramref name="term"/> (stemmed): the related words, unstemmed, at most <paramref name="limit"/>.</summary>
    public static IEnumerable<string> WordsFor(string term, int limit)
    {
        foreach (var group in Groups)
        {
            var words = group.Split(' ');
            if (Array.Exists(words, word => Tokenizer.Terms(word).Contains(term, StringComparer.Ordinal)))
                return words.Where(word => !Tokenizer.Terms(word).Contains(term, StringComparer.Ordinal)).Take(limit);
        }

        return [];
    }

    private static FrozenDictionary<string, string[]> Build()
    {
        var related = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var group in Groups)
        {
            var terms = Tokenizer.Terms(group).Distinct(StringComparer.Ordinal).ToArray();
            foreach (var term in terms)
            {
                if (!related.TryGetValue(term, out var list))
                    related.Add(term, list = []);
                list.AddRange(terms.Where(other => !string.Equals(other, term, StringComparison.Ordinal)));
            }
        }

        return related.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }
}
