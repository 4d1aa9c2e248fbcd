using System.Globalization;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>Answers a <see cref="PlanRequest"/> from the words of the task and the memories.</summary>
internal static class Plan
{
    private const int MostSubtasks = 3;
    private const int MostRelatedWords = 3;
    private const int MostQueryWords = 12;

    /// <summary>JSON <c>{task_type, complexity, expected_sections, search_queries, prior_work_summary, notes, subtasks}</c>.</summary>
    public static string Answer(PlanRequest request)
    {
        var task = TaskReading.Of(request.Task);
        return Answers.Json(json =>
        {
            json.WriteString("task_type", Name(task.Type));
            json.WriteString("complexity", Complexity(task));
            if (task.ExpectedCount is { } count)
                json.WriteNumber("expected_sections", count);
            else
                json.WriteNull("expected_sections");
            json.WriteStrings("search_queries", Queries(task));
            json.WriteString("prior_work_summary", PriorWork(request));
            json.WriteString("notes", Notes(task));
            json.WriteStrings("subtasks", Subtasks(task));
        });
    }

    /// <summary>Two queries: the subject as the task words it, and the same in related words.</summary>
    internal static IReadOnlyList<string> Queries(TaskReading task)
    {
        var first = task.Subject.Length > 0 ? task.Subject : task.Task;
        var words = new List<string>();
        foreach (var token in Tokenizer.Tokenize(first).Where(token => !token.IsStopword))
        {
            var related = RelatedTerms.WordsFor(token.Term, MostRelatedWords).ToArray();
            words.Add(first.Substring(token.Start, token.Length).ToLowerInvariant());
            words.AddRange(related);
        }

        var second = words.Distinct(StringComparer.Ordinal).Take(MostQueryWords).ToArray();
        var isNew = second.Length > task.TopicTerms.Count;
        return [first, isNew ? string.Join(' ', second) : first + " examples causes limits"];
    }

    private static string Name(TaskType type) => type switch
    {
        TaskType.Enumerated => "enumerated",
        TaskType.BestPractices => "best_practices",
        _ => "research",
    };

    private static string Complexity(TaskReading task)
    {
        if (task.Aspects.Count > 1)
            return "high";
        return task.TopicTerms.Count <= 3 && task.ExpectedCount is null or <= 3 && task.Type != TaskType.BestPractices ? "low" : "medium";
    }

    private static string PriorWork(PlanRequest request)
    {
        if (request.KnownFacts.Count > 0)
            return "Earlier runs found: " + request.KnownFacts[0];
        return string.IsNullOrWhiteSpace(request.Memory) ? "" : "Earlier runs are remembered, none of them about this subject.";
    }

    private static string Notes(TaskReading task) => task.Type switch
    {
        TaskType.Enumerated when task.ExpectedCount is { } count => string.Create(
            CultureInfo.InvariantCulture,
            $"Write exactly {count} distinct {task.ItemNoun ?? "items"}, each with its reason, an example and when it does not apply."),
        TaskType.BestPractices => "Give each practice its reason, an example or figure, and the condition under which it does not help.",
        _ => "Answer the question first, then explain by theme, and keep the limits of the evidence visible.",
    };

    // Only where the task itself names several subjects: each becomes research of its own.
    private static IEnumerable<string> Subtasks(TaskReading task) =>
        task.Aspects.Count < 2 ? [] : task.Aspects.Take(MostSubtasks).Select(aspect => $"Research {ItemTitle.Inline(aspect)}: how it works, evidence, limits");
}
