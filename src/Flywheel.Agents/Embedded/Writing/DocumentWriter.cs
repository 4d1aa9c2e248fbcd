using System.Globalization;
using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Embedded.Writing;

/// <summary>Writes a document as Markdown: title, lead, sections, and the list of the sources that are cited.</summary>
internal static class DocumentWriter
{
    /// <summary>The document as Markdown, lines ending in <c>\n</c>.</summary>
    /// <param name="document">What to write.</param>
    /// <param name="passages">Passage i is cited <c>[i+1]</c>.</param>
    public static string Write(Document document, IReadOnlyList<SourcePassage> passages)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(document.Title).Append('\n');
        AppendParagraph(text, document.Lead);
        var numbered = 0;
        foreach (var section in document.Sections)
            Append(text, section, 2, section.IsNumbered ? string.Create(CultureInfo.InvariantCulture, $"{++numbered}. ") : "");

        AppendSources(text, passages);
        return text.ToString();
    }

    private static void Append(StringBuilder text, DocumentSection section, int level, string number)
    {
        text.Append('\n').Append('#', level).Append(' ').Append(number).Append(section.Title).Append('\n');
        foreach (var paragraph in section.Paragraphs)
            AppendParagraph(text, paragraph);
        foreach (var subsection in section.Subsections)
            Append(text, subsection, level + 1, "");
    }

    private static void AppendParagraph(StringBuilder text, IReadOnlyList<CitedSentence> sentences)
    {
        // What was kept as written, such as a list, stands in lines of its own.
        CitedSentence? previous = null;
        foreach (var sentence in sentences)
        {
            var joins = previous is { IsVerbatim: false } && !sentence.IsVerbatim;
            text.Append(joins ? " " : previous is null ? "\n" : "\n\n").Append(sentence.Rendered);
            previous = sentence;
        }

        if (previous is not null)
            text.Append('\n');
    }

    private static void AppendSources(StringBuilder text, IReadOnlyList<SourcePassage> passages)
    {
        var cited = Citations.In(text.ToString())
            .Select(citation => citation.Number)
            .Where(number => number <= passages.Count)
            .Distinct()
            .Order();
        var list = SourceList.Write(cited.Select(number => SourceEntry.Of(number, passages[number - 1])));
        if (list.Length > 0)
            text.Append('\n').Append(list);
    }
}
