using Flywheel.Agents.Documents;
using Flywheel.Agents.Measures;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Synthesis;

/// <summary>
/// Counts and trims the items of a document: its content sections without those that a rule of the harness requires once. Thread-safe.
/// </summary>
public static class SectionCount
{
    /// <summary>How many items a document has.</summary>
    public static int Of(string text, HarnessSpec harness) => Items(text, harness).Count;

    /// <summary>Cuts the items after the <paramref name="expected"/> first; other sections, like the sources, stay.</summary>
    public static string Trim(string text, int expected, HarnessSpec harness)
    {
        var extra = Items(text, harness).Skip(expected).ToList();
        for (var i = extra.Count - 1; i >= 0; i--)
            text = text.Remove(extra[i].Start, extra[i].Length);
        return text;
    }

    private static List<Section> Items(string text, HarnessSpec harness) =>
        [.. MarkdownOutline.Parse(text).ContentSections.Where(section => !CountCheck.IsRequired(harness, section.Heading))];
}
