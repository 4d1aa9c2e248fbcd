using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>Answers a <see cref="MemoryRequest"/>: the document's title, its lead, and the sentence with which each section opens.</summary>
internal static class SummarizeForMemory
{
    private const int LongestTitle = 80;
    private const int MostNarrative = 3;
    private const int MostFacts = 5;
    private const int MostTags = 6;

    /// <summary>JSON <c>{title, narrative, facts, tags}</c>.</summary>
    public static string Answer(MemoryRequest request)
    {
        var task = TaskReading.Of(request.Task);
        var document = Draft.Read(request.Output);
        var facts = Facts(document).ToArray();
        return Answers.Json(json =>
        {
            json.WriteString("title", Title(document, task));
            json.WriteString("narrative", Narrative(document, facts, request));
            json.WriteStrings("facts", facts);
            json.WriteStrings("tags", Tags(task, request.TaskType));
        });
    }

    private static string Title(Document document, TaskReading task)
    {
        var title = document.Title.Length > 0 ? document.Title : task.Headline.Length > 0 ? task.Headline : "Untitled";
        if (title.Length <= LongestTitle)
            return title;

        var cut = title.LastIndexOf(' ', LongestTitle - 2);
        return string.Concat(title.AsSpan(0, cut > 0 ? cut : LongestTitle - 1), "…");
    }

    private static string Narrative(Document document, string[] facts, MemoryRequest request)
    {
        var lead = document.Lead.Where(sentence => !sentence.IsVerbatim && !SectionReview.IsAbsence(sentence)).Select(sentence => sentence.Bare).ToList();
        if (lead.Count < 2)
            lead.AddRange(facts.Take(2 - lead.Count));
        if (lead.Count == 0)
            lead.Add($"The run answered \"{request.Task}\" without a document that could be read.");
        if (lead.Count < 2)
            lead.Add(document.Sections.Count == 0 ? "It has no sections." : $"It has {NumberWords.Write(document.Sections.Count)} sections.");
        return string.Join(' ', lead.Take(MostNarrative));
    }

    private static IEnumerable<string> Facts(Document document) => document.Sections
        .Select(section => section.Sentences.FirstOrDefault(sentence => !sentence.IsVerbatim && sentence.Cited.Any()))
        .OfType<CitedSentence>()
        .Select(sentence => sentence.Bare)
        .Distinct(StringComparer.Ordinal)
        .Take(MostFacts);

    private static IEnumerable<string> Tags(TaskReading task, TaskType type)
    {
        var words = Tokenizer.Tokenize(task.Subject)
            .Where(token => !token.IsStopword && !Selection.Topic.IsWeak(token.Term))
            .Select(token => task.Subject.Substring(token.Start, token.Length).ToLowerInvariant());
        return words.Append(Plan.NameOf(type).Replace('_', '-')).Distinct(StringComparer.Ordinal).Take(MostTags);
    }
}
