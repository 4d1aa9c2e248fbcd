namespace Flywheel.Agents.Tasks;

/// <summary>What a task is about, separated from how it asks.</summary>
/// <param name="Subject">The topic in the task's words.</param>
/// <param name="Headline">The task as a heading.</param>
/// <param name="ItemNoun">What the items are called, or null.</param>
/// <param name="NounIsGeneric">Whether the noun ("ways") says nothing of the topic.</param>
/// <param name="Nature">What kind of thing the items are.</param>
internal readonly record struct TopicPhrase(string Subject, string Headline, string? ItemNoun, bool NounIsGeneric, ItemNature Nature)
{
    private const int LongestNoun = 5;
    private static readonly char[] Edge = [' ', '.', ',', ';', ':', '!', '?', '…', '"', '\'', '“', '”'];

    public static TopicPhrase In(string text, IReadOnlyList<TaskWord> words, CountPhrase? count)
    {
        if (words.Count == 0)
            return new TopicPhrase("", "", null, NounIsGeneric: false, ItemNature.Thing);

        var headline = Capital(text[words[HeadlineStart(words, count)].Start..].TrimEnd(' ', '.', ',', ';', ':'));
        var start = count?.Next ?? SubjectStart(words);
        if (start >= words.Count)
            return new TopicPhrase("", headline, null, NounIsGeneric: false, ItemNature.Thing);

        var join = start;
        while (join < words.Count && !AskingWords.Joins.Contains(words[join].Lower))
            join++;

        var hasNoun = join > start && (count is not null || IsItem(words[join - 1].Lower)) && join - start <= LongestNoun;
        if (!hasNoun)
            return new TopicPhrase(Slice(text, words, start), headline, null, NounIsGeneric: false, NatureWithoutNoun(words));

        var head = words[join - 1].Lower;
        var noun = text[words[start].Start..words[join - 1].End];
        if (!AskingWords.GenericItems.Contains(head))
            return new TopicPhrase(Slice(text, words, start), headline, noun, NounIsGeneric: false, AskingWords.Problems.Contains(head) ? ItemNature.Problem : ItemNature.Thing);

        var modifiers = join - 1 > start ? text[words[start].Start..words[join - 2].End] : "";
        var complement = Slice(text, words, AfterJoin(words, join));
        var subject = modifiers.Length == 0 ? complement : complement.Length == 0 ? modifiers : modifiers + " " + complement;
        return new TopicPhrase(subject, headline, noun, NounIsGeneric: true, ItemNature.Advice);
    }

    private static bool IsItem(string word) => AskingWords.GenericItems.Contains(word) || AskingWords.Problems.Contains(word);

    private static ItemNature NatureWithoutNoun(IReadOnlyList<TaskWord> words) =>
        words.Any(word => word.Lower is "how" or "should" or "must") ? ItemNature.Advice : ItemNature.Thing;

    private static int AfterJoin(IReadOnlyList<TaskWord> words, int join)
    {
        while (join < words.Count && AskingWords.Joins.Contains(words[join].Lower))
            join++;
        return join;
    }

    private static int SubjectStart(IReadOnlyList<TaskWord> words)
    {
        var i = 0;
        while (i < words.Count - 1 && AskingWords.Openers.Contains(words[i].Lower))
        {
            var endsAsking = words[i].Lower is "to" && i > 0 && words[i - 1].Lower is "how" or "way" or "ways";
            i++;
            if (endsAsking)
                break;
        }

        return i;
    }

    private static int HeadlineStart(IReadOnlyList<TaskWord> words, CountPhrase? count)
    {
        var i = 0;
        var end = count?.First ?? words.Count - 1;
        while (i < end && AskingWords.Openers.Contains(words[i].Lower) && !AskingWords.Interrogatives.Contains(words[i].Lower))
            i++;
        return i;
    }

    private static string Slice(string text, IReadOnlyList<TaskWord> words, int from) =>
        from >= words.Count ? "" : text[words[from].Start..].Trim(Edge);

    private static string Capital(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
