using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers a <see cref="QueryRequest"/>: asks for the rest of the document that has been most relevant so far, then in the words that the
/// relevant headings use beside the task's own, then for what is missing. One line; empty when nothing is left to ask.
/// </summary>
internal static class Query
{
    private const double Covered = 0.75;
    private const double LeastDocumentRelevance = 0.4;
    private const int NewWords = 6;
    private const int EntriesPerQuery = 2;
    private const int MostWords = 16;

    /// <summary>The query.</summary>
    public static string Answer(QueryRequest request)
    {
        var task = TaskReading.Of(request.Task);
        var asked = request.Asked.Select(Terms).ToArray();
        foreach (var candidate in Candidates(task, request, asked))
        {
            if (!IsCovered(Terms(candidate), asked))
                return candidate;
        }

        return "";
    }

    private static IEnumerable<string> Candidates(TaskReading task, QueryRequest request, HashSet<string>[] asked)
    {
        if (request.Found.Count == 0)
        {
            foreach (var query in Plan.Queries(task))
                yield return query;
            yield break;
        }

        var evidence = Evidence.Of(request.Found);
        var topic = new Topic(task, evidence);
        var documents = Documents(topic, evidence);
        var words = NewWordsOf(topic, evidence, asked);

        foreach (var entries in ListEntries(topic, evidence).Chunk(EntriesPerQuery))
            yield return string.Join(' ', entries.SelectMany(ContentWords).Distinct(StringComparer.Ordinal).Take(MostWords));

        // The document that answers best is read on first; then others' words and titles take turns.
        var byTitle = request.Asked.Count % 2 == 0;
        IEnumerable<string> candidates = byTitle ? [.. documents.Take(1), words, .. documents.Skip(1)] : [words, .. documents];
        foreach (var candidate in candidates)
            yield return candidate;
        yield return task.Subject + " limits drawbacks when it does not help";
        yield return task.Subject + " example measurement figures";
    }

    // A list of what is asked for says little of each entry: other sources are asked about the entries.
    private static IEnumerable<string> ListEntries(Topic topic, Evidence evidence)
    {
        if (topic.Task.Type != TaskType.Enumerated)
            return [];

        return evidence.Sections
            .Select(section => ListedItems.In(section, topic, ListReading.AsItems))
            .FirstOrDefault(items => items is not null)?
            .OfType<Item>()
            .Take(topic.Task.ExpectedCount ?? MostWords)
            .Select(item => item.Seed.Sentences[0].Text) ?? [];
    }

    private static IEnumerable<string> ContentWords(string text) =>
        Tokenizer.Tokenize(text)
            .Where(token => !token.IsStopword)
            .Take(MostWords / EntriesPerQuery)
            .Select(token => text.Substring(token.Start, token.Length).ToLowerInvariant());

    // Titles of documents, the most relevant first: by the sum over their sections found.
    private static List<string> Documents(Topic topic, Evidence evidence) =>
        [.. evidence.Sections
            .GroupBy(section => (section.Location, section.DocumentTitle))
            .Select(document => (document.Key.DocumentTitle, Best: document.Max(topic.Relevance), Sum: Topic.Quantised(document.OrderBy(section => section.Order).Sum(topic.Relevance)), document.First().Order))
            .Where(document => document.Best >= LeastDocumentRelevance)
            .OrderByDescending(document => document.Sum)
            .ThenBy(document => document.Order)
            .Select(document => SentenceCleaner.Plain(document.DocumentTitle))
            .Where(title => Tokenizer.Terms(title).Length > 1)];

    // Words that several relevant sections share and no query has used, the most frequent first, behind the strongest words of the topic.
    private static string NewWordsOf(Topic topic, Evidence evidence, HashSet<string>[] asked)
    {
        var weights = new Dictionary<string, (double Weight, int Sections)>(StringComparer.Ordinal);
        var surface = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in evidence.Sections)
        {
            var relevance = topic.Relevance(section);
            if (relevance < LeastDocumentRelevance)
                continue;

            foreach (var text in section.Sentences.Select(sentence => sentence.Text).Prepend(section.Heading ?? ""))
                NoteSurface(text, surface);
            foreach (var term in section.Terms.Where(term => !asked.Any(query => query.Contains(term))))
            {
                var known = weights.GetValueOrDefault(term);
                weights[term] = (known.Weight + (section.IsLead || section.HeadingTerms.Contains(term) ? 2 * relevance : relevance), known.Sections + 1);
            }
        }

        var least = evidence.Sections.Count(section => topic.Relevance(section) >= LeastDocumentRelevance) > 2 ? 2 : 1;
        var words = weights
            .Where(pair => pair.Value.Sections >= least && surface.ContainsKey(pair.Key) && pair.Key.Length > 3)
            .OrderByDescending(pair => Topic.Quantised(pair.Value.Weight))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(NewWords)
            .Select(pair => surface[pair.Key])
            .ToArray();
        return words.Length < 2 ? "" : string.Join(' ', TopicWords(topic, evidence).Concat(words));
    }

    private static void NoteSurface(string text, Dictionary<string, string> surface)
    {
        foreach (var token in Tokenizer.Tokenize(text))
        {
            if (!token.IsStopword)
                surface.TryAdd(token.Term, text.Substring(token.Start, token.Length).ToLowerInvariant());
        }
    }

    // The topic's own words, two at most: those of the best titles and headings first, verbs that fit any topic never.
    private static IEnumerable<string> TopicWords(Topic topic, Evidence evidence)
    {
        var subject = topic.Task.Subject;
        return Tokenizer.Tokenize(subject)
            .Where(token => !token.IsStopword && !Topic.IsWeak(token.Term))
            .OrderByDescending(token => evidence.Sections.Count(section => section.HeadingTerms.Contains(token.Term) || section.DocumentTerms.Contains(token.Term)))
            .ThenBy(token => token.Start)
            .Select(token => subject.Substring(token.Start, token.Length).ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Take(2);
    }

    private static bool IsCovered(HashSet<string> terms, HashSet<string>[] asked) =>
        terms.Count == 0 || asked.Any(query => terms.Count(query.Contains) >= Covered * Math.Max(terms.Count, query.Count));

    private static HashSet<string> Terms(string query) => Tokenizer.Terms(query).ToHashSet(StringComparer.Ordinal);
}
