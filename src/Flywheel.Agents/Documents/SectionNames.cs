using System.Collections.Frozen;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Documents;

/// <summary>Tells sections that carry a document's items from those that frame them.</summary>
internal static class SectionNames
{
    private static readonly FrozenSet<string> Frames = new[]
    {
        "introduction", "intro", "overview", "background", "preface", "abstract",
        "conclusion", "conclusions", "concluding remarks", "summary", "executive summary", "tl;dr", "key takeaways", "takeaways",
        "references", "reference", "sources", "source", "bibliography", "works cited", "citations", "further reading",
        "appendix", "appendices", "table of contents", "contents", "glossary", "acknowledgements", "acknowledgments",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] FramePrefixes = ["introduction to ", "overview of ", "appendix ", "background and ", "background on "];

    private static readonly string[] Conjunctions = [" and ", " & ", ", "];

    /// <summary>Whether a section of this heading is content.</summary>
    public static bool IsContent(string heading)
    {
        var name = MarkdownLines.Bare(heading);
        return !IsFrame(name) && !FramePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    // "Conclusion", "Conclusion: what to do", "Summary and conclusion" frame; "Summary statistics", "Background jobs" do not.
    private static bool IsFrame(string name)
    {
        var cut = name.AsSpan().IndexOfAny(":\u2013\u2014(");
        var head = (cut < 0 ? name : name[..cut]).TrimEnd();
        return Frames.Contains(head) || Conjunctions.Any(word => head.Split(word) is { Length: > 1 } parts && Frames.Contains(parts[0].Trim()));
    }
}
