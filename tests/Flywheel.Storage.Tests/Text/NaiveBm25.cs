using Flywheel.Storage.Text;

namespace Flywheel.Storage.Tests.Text;

/// <summary>BM25 as the formula reads, one text at a time.</summary>
internal static class NaiveBm25
{
    public static IReadOnlyList<TextHit> Rank(string[] texts, string query)
    {
        var documents = texts.Select(Tokenizer.Terms).ToArray();
        var average = documents.Length == 0 ? 0 : documents.Average(terms => terms.Length);
        var terms = Tokenizer.Terms(query).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return
        [
            .. documents
                .Select((document, id) => new TextHit(id, Math.Round(terms.Sum(term => Score(documents, document, term, average)), 6)))
                .Where(hit => hit.Score > 0)
                .OrderByDescending(hit => hit.Score)
                .ThenBy(hit => hit.Id),
        ];
    }

    private static double Score(string[][] documents, string[] document, string term, double average)
    {
        double occurrences = document.Count(other => string.Equals(other, term, StringComparison.Ordinal));
        if (occurrences == 0)
            return 0;
        double with = documents.Count(other => other.Contains(term, StringComparer.Ordinal));
        var idf = Math.Log(1 + ((documents.Length - with + 0.5) / (with + 0.5)));
        return idf * occurrences * 2.2 / (occurrences + (1.2 * (0.25 + (0.75 * document.Length / average))));
    }
}
