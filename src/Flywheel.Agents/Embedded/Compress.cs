using System.Text;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers a <see cref="CompressRequest"/>: five to eight bullets, the most relevant sentences of the state so far and of the batch, none
/// twice, whole sentences within the limit. A bullet that is already there goes before an equally good new one, so that the state is steady.
/// </summary>
internal static class Compress
{
    private const int Most = 8;

    /// <summary>The bullets, one per line; empty when there is nothing to keep.</summary>
    public static string Answer(CompressRequest request)
    {
        var evidence = Evidence.Of(request.Batch);
        var topic = new Topic(TaskReading.Of(request.Task), evidence);
        var candidates = Known(request.Knowledge, topic)
            .Concat(evidence.Sentences.Where(IsUsable).Select((sentence, i) => new Candidate(sentence.Text, sentence.Shingles, Worth(sentence, topic), IsKnown: false, i)))
            .OrderByDescending(candidate => candidate.Worth)
            .ThenByDescending(candidate => candidate.IsKnown)
            .ThenBy(candidate => candidate.Order);

        var kept = new List<Candidate>();
        var length = 0;
        foreach (var candidate in candidates)
        {
            var cost = candidate.Text.Length + (kept.Count == 0 ? 2 : 3);
            if (kept.Count >= Most || length + cost > request.MaxChars || kept.Exists(other => other.Shingles.Jaccard(candidate.Shingles) >= 0.4))
                continue;

            kept.Add(candidate);
            length += cost;
        }

        var text = new StringBuilder(length);
        foreach (var candidate in kept)
            text.Append(text.Length == 0 ? "- " : "\n- ").Append(candidate.Text);
        return text.ToString();
    }

    private static IEnumerable<Candidate> Known(string knowledge, Topic topic) => knowledge
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.TrimStart('-', '*', '•', ' '))
        .Where(line => line.Length > 0)
        .Select((line, i) => new Candidate(line, Shingles.Of(line), Worth(line, topic), IsKnown: true, i));

    private static bool IsUsable(Sentence sentence) =>
        sentence.Dependence == Dependence.None && !sentence.Is(SentenceTraits.Example);

    private static double Worth(Sentence sentence, Topic topic) =>
        Worth(sentence.Text, topic) + Topic.Quantised(0.3 * topic.Relevance(sentence.Section));

    private static double Worth(string sentence, Topic topic)
    {
        var traits = TraitReader.Read(sentence, opensArticle: false);
        double worth = topic.Coverage(Tokenizer.Terms(sentence).ToHashSet(StringComparer.Ordinal));
        worth += traits.HasFlag(SentenceTraits.Mechanism) ? 0.15 : 0;
        worth += traits.HasFlag(SentenceTraits.Figure) ? 0.1 : 0;
        worth += traits.HasFlag(SentenceTraits.Advice) ? 0.1 : 0;
        return Topic.Quantised(worth);
    }

    private sealed record Candidate(string Text, Shingles Shingles, double Worth, bool IsKnown, int Order);
}
