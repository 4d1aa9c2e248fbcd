using Flywheel.Agents.Documents;

namespace Flywheel.Agents.Synthesis;

/// <summary>Counts and trims the content sections of a document. Thread-safe.</summary>
public static class SectionCount
{
    /// <summary>How many content sections a document has.</summary>
    public static int Of(string text) => MarkdownOutline.Parse(text).ContentSections.Count;

    /// <summary>Cuts the content sections after the <paramref name="expected"/> first; other sections, like the sources, stay.</summary>
    public static string Trim(string text, int expected)
    {
        var extra = MarkdownOutline.Parse(text).ContentSections.Skip(expected).ToList();
        for (var i = extra.Count - 1; i >= 0; i--)
            text = text.Remove(extra[i].Start, extra[i].Length);
        return text;
    }
}
