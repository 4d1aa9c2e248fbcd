using System.Globalization;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// The number of content sections a draft should have and has. Headings inside code fences never count, nor do introductions,
/// conclusions, sources and the like (<see cref="Section.IsContent"/>), nor a section that a rule of the harness requires once in the document. Immutable and thread-safe.
/// </summary>
/// <param name="Expected">The number asked for, or null when the task asks for none.</param>
/// <param name="Actual">The number of content sections.</param>
public sealed record CountCheck(int? Expected, int Actual)
{
    /// <summary>Whether the count is right, or none was asked for.</summary>
    public bool IsRight => Expected is null || Expected == Actual;

    /// <summary>
    /// Counts the sections of <paramref name="draft"/>. Expected is <see cref="DraftUnderTest.ExpectedSections"/>, else what an
    /// <c>item_count</c> rule says, else, for an enumerated task, the first number in the task.
    /// </summary>
    public static CountCheck Of(DraftUnderTest draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var sections = MarkdownOutline.Parse(draft.Text).ContentSections;
        return new CountCheck(ExpectedBy(draft), sections.Count(section => !IsRequired(draft.Harness, section.Heading)));
    }

    // A section that a rule demands once in the document is none of the items.
    internal static bool IsRequired(HarnessSpec harness, string heading) => harness.Rules.Any(rule =>
        rule.Directive is RequiredSection { Per: SectionScope.Document } required
        && string.Equals(MarkdownLines.Bare(required.Title), MarkdownLines.Bare(heading), StringComparison.Ordinal));

    internal static int? ExpectedBy(DraftUnderTest draft) =>
        draft.ExpectedSections
        ?? draft.Harness.Rules.Select(rule => (rule.Directive as ItemCount)?.N).FirstOrDefault(n => n is not null)
        ?? (draft.TaskType == TaskType.Enumerated ? FirstNumber(draft.Task) : null);

    private static int? FirstNumber(string task)
    {
        foreach (var token in Tokenizer.Tokenize(task))
        {
            if (int.TryParse(Numerals.Read(token), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100)
                return number;
        }

        return null;
    }
}
