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
    /// <param name="numbered">Whether section headings carry numbers.</param>
    public static string Write(Document document, IReadOnlyList<SourcePassage> passages, SectionNumbers numbered)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(document.Title).Append('\n');
        AppendParagraph(text, document.Lead);
        for (var i = 0; i < document.Sections.Count; i++)
        {
            var number = numbered.Has(i) ? string.Create(CultureInfo.InvariantCulture, $"{i + 1}. ") : "";
            Append(text, document.Sections[i], 2, number);
        }

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
        if (sentences.Count > 0)
            text.Append('\n').AppendJoin(' ', sentences.Select(sentence => sentence.Rendered)).Append('\n');
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

/// <summary>Which of the sections carry a number in their heading.</summary>
/// <param name="Count">The first so many.</param>
internal readonly record struct SectionNumbers(int Count)
{
    /// <summary>No section is numbered.</summary>
    public static SectionNumbers None => default;

    /// <summary>Whether the section at <paramref name="index"/> is numbered.</summary>
    public bool Has(int index) => index < Count;
}
