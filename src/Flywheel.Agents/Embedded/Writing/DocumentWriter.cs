using System.Globalization;
using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Embedded.Writing;

/// <summary>Writes a document as Markdown: title, lead, sections, and the list of the sources that are cited.</summary>
internal static class DocumentWriter
{
    /// <summary>The heading of the source list.</summary>
    public const string SourcesHeading = "Sources";

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

        AppendSources(text, Cited(text.ToString(), passages.Count), passages);
        return text.ToString();
    }

    /// <summary>The line of the source list for one passage.</summary>
    public static string SourceLine(int number, SourcePassage passage)
    {
        var heading = string.IsNullOrWhiteSpace(passage.Heading) || string.Equals(passage.Heading, passage.Title, StringComparison.Ordinal)
            ? ""
            : " § " + OneLine(passage.Heading);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{number}] {OneLine(passage.Location)}, lines {passage.StartLine}–{passage.EndLine} — {OneLine(passage.Title)}{heading}");
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

    private static IReadOnlyList<int> Cited(string body, int passages) =>
        [.. Citations.In(body).Select(citation => citation.Number).Where(number => number >= 1 && number <= passages).Distinct().Order()];

    private static void AppendSources(StringBuilder text, IReadOnlyList<int> cited, IReadOnlyList<SourcePassage> passages)
    {
        text.Append("\n## ").Append(SourcesHeading).Append("\n\n");
        foreach (var number in cited)
            text.Append(SourceLine(number, passages[number - 1])).Append('\n');
        if (cited.Count == 0)
            text.Append("No source is cited.\n");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
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
