using System.Collections.Frozen;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>Titles for items: the heading of the source where it says something, else composed from a sentence.</summary>
internal static class ItemTitle
{
    private const int MostWords = 12;
    private const int MostComposedWords = 9;

    private static readonly FrozenSet<string> Empty = new[]
    {
        "introduction", "overview", "background", "conclusion", "conclusions", "summary", "references", "sources", "appendix", "further reading",
        "see also", "contents", "table of contents", "notes", "notice", "abstract", "discussion", "results", "methods", "related notes", "related work",
        "faq", "decisions", "details", "usage", "installation", "getting started", "example", "examples", "quick start", "table", "list", "misc", "other", "general", "about", "license", "contact", "home", "next steps", "acknowledgements", "changelog", "tl;dr", "key takeaways", "takeaways",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ClauseEnds =
        [", ", "; ", " – ", " — ", ": ", " because ", " since ", " so that ", " when ", " whenever ", " instead of ", " rather than ", " which ", " that ", " while ", " although ", " unless ", " before ", " after ", " until ", " where ", " if "];

    private static readonly string[] Prepositions = [" for ", " in ", " on ", " with ", " by ", " from ", " of ", " at ", " during ", " within ", " without ", " per "];

    private static readonly FrozenSet<string> Verbs =
        "is are was were has have had can may might will would should must helps help makes make gives give keeps keep lets let needs need fails fail costs cost saves save reduces reduce raises raise does do tends tend shows show brought sent caused returns return"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A title from a section's heading, or null when the heading says nothing.</summary>
    public static string? FromHeading(string? heading, TaskReading task)
    {
        if (string.IsNullOrWhiteSpace(heading))
            return null;

        var text = WithoutClass(WithoutNumber(heading.Trim()), task).Trim().TrimEnd('.', ':', ',', ';').Trim();
        var words = TaskWord.Of(text);
        if (words.Count is 0 or > MostWords || Empty.Contains(text) || Tokenizer.Terms(text).Length == 0 || IsDateLine(words))
            return null;

        return Capital(text);
    }

    /// <summary>A title composed from a sentence: its main clause if it asks for something, else what it is about; null when neither is short enough.</summary>
    public static string? FromSentence(Sentence sentence)
    {
        var clause = MainClause(sentence.Text);
        var words = TaskWord.Of(clause);
        if (TraitReader.IsImperative(clause) && words.Count is >= 2 and <= MostComposedWords)
            return Capital(clause);

        var verb = 0;
        while (verb < words.Count && !Verbs.Contains(words[verb].Lower))
            verb++;
        var subject = verb is > 0 and <= MostComposedWords && verb < words.Count ? clause[..words[verb - 1].End] : clause;
        subject = WithoutArticle(subject);
        var subjectWords = TaskWord.Of(subject).Count;
        return subjectWords is >= 2 and <= MostComposedWords && Tokenizer.Terms(subject).Length > 1 ? Capital(subject) : null;
    }

    /// <summary>First letter in upper case, unless the first word is a file name or other code.</summary>
    public static string Capital(string text)
    {
        var first = text.Split(' ', 2)[0].TrimEnd('.', ',', ';', ':');
        return first.Length == 0 || first.AsSpan().ContainsAny("._`/") ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>A title inside a sentence: the first letter in lower case unless the word is a name or an abbreviation.</summary>
    public static string Inline(string title)
    {
        var end = title.IndexOf(' ', StringComparison.Ordinal);
        var first = end < 0 ? title : title[..end];
        var name = (first.Length > 1 && first.Skip(1).Any(char.IsUpper)) || first.AsSpan().ContainsAny("._`/");
        return name ? title : char.ToLowerInvariant(title[0]) + title[1..];
    }

    private static string MainClause(string sentence)
    {
        var text = sentence.TrimEnd('.', '!', '"', '”');
        var end = text.Length;
        foreach (var mark in ClauseEnds)
        {
            for (var at = text.IndexOf(mark, StringComparison.Ordinal); at > 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
            {
                if (IsClause(text[..at]))
                {
                    end = Math.Min(end, at);
                    break;
                }
            }
        }

        var clause = text[..end];
        if (TaskWord.Of(clause).Count > MostComposedWords && clause.IndexOf(" and ", StringComparison.Ordinal) is > 0 and var and && IsClause(clause[..and]))
            clause = clause[..and];
        return Shortened(clause.Trim());
    }

    // Too long still: cut before the last preposition that leaves a clause.
    private static string Shortened(string clause)
    {
        if (TaskWord.Of(clause).Count <= MostComposedWords)
            return clause;

        var best = "";
        foreach (var preposition in Prepositions)
        {
            for (var at = clause.IndexOf(preposition, StringComparison.Ordinal); at > 0; at = clause.IndexOf(preposition, at + 1, StringComparison.Ordinal))
            {
                var head = clause[..at];
                if (head.Length > best.Length && IsClause(head) && TaskWord.Of(head).Count <= MostComposedWords)
                    best = head;
            }
        }

        return best.Length > 0 ? best : clause;
    }

    private static bool IsClause(string text) => TaskWord.Of(text).Count > 3 || (TaskWord.Of(text).Count > 1 && TraitReader.IsImperative(text));

    // "Failure mode: false consensus" is titled "False consensus" where failure modes are asked for.
    private static string WithoutClass(string heading, TaskReading task)
    {
        var colon = heading.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || colon + 2 >= heading.Length)
            return heading;

        var label = Tokenizer.Terms(heading[..colon]);
        var isClass = label.Length > 0 && Array.TrueForAll(label, term => task.ItemTerms.Contains(term, StringComparer.Ordinal) || task.TopicTerms.Contains(term, StringComparer.Ordinal));
        var isGeneric = TaskWord.Of(heading[..colon]) is { Count: 1 or 2 } words && (AskingWords.GenericItems.Contains(words[^1].Lower) || AskingWords.Problems.Contains(words[^1].Lower));
        return isClass || isGeneric ? heading[(colon + 2)..] : heading;
    }

    private static string WithoutNumber(string heading)
    {
        var i = 0;
        while (i < heading.Length && (char.IsAsciiDigit(heading[i]) || (i > 0 && heading[i] is '.')))
            i++;
        var isNumber = i > 0 && i < heading.Length && (heading[i] is ')' or ':' || (heading[i] == ' ' && heading[..i].Contains('.', StringComparison.Ordinal)));
        if (isNumber)
            return heading[(i + 1)..].TrimStart();

        foreach (var label in new[] { "Step ", "Tip ", "Rule ", "Part ", "Chapter ", "Section " })
        {
            if (heading.StartsWith(label, StringComparison.OrdinalIgnoreCase) && heading.Length > label.Length && char.IsAsciiDigit(heading[label.Length])
                && heading.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon + 1 < heading.Length)
                return heading[(colon + 1)..].TrimStart();
        }

        return heading;
    }

    private static bool IsDateLine(IReadOnlyList<TaskWord> words) =>
        words[0].Lower is "monday" or "tuesday" or "wednesday" or "thursday" or "friday" or "saturday" or "sunday"
        || words.All(word => char.IsAsciiDigit(word.Lower[0]));

    private static string WithoutArticle(string text)
    {
        foreach (var article in new[] { "A ", "An ", "The ", "Each ", "Every ", "One ", "Some " })
        {
            if (text.StartsWith(article, StringComparison.Ordinal))
                return text[article.Length..];
        }

        return text;
    }
}
