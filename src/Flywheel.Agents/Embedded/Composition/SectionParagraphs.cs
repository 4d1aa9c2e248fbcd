using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>Makes paragraphs of the sentences chosen for an item, each sentence cited and valued.</summary>
internal sealed class SectionParagraphs(Citing citing)
{
    private const int SplitFrom = 5;

    /// <summary>One paragraph; of five sentences or more, what other sources add starts a second.</summary>
    /// <param name="sentences">The sentences in reading order.</param>
    /// <param name="item">What they are about.</param>
    /// <param name="rank">How important the item is: the higher, the later the word budget reaches it.</param>
    public IReadOnlyList<IReadOnlyList<CitedSentence>> Of(IReadOnlyList<Sentence> sentences, Item item, int rank)
    {
        var cited = sentences.Select((sentence, i) => citing.Cite(sentence, Value(sentence, i, item, rank), Leans(sentence, i))).ToArray();
        var split = sentences.TakeWhile(sentence => ReferenceEquals(sentence.Section, item.Seed)).Count();
        return cited.Length >= SplitFrom && split >= 2 && split < cited.Length ? [cited[..split], cited[split..]] : [cited];
    }

    private static Leaning Leans(Sentence sentence, int index) =>
        index > 0 && (sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example)) ? Leaning.OnPrevious : Leaning.None;

    private static double Value(Sentence sentence, int index, Item item, int rank)
    {
        var value = index == 0 ? 10.0 : 1.0;
        if (sentence.Is(SentenceTraits.Mechanism))
            value += 1.5;
        if (sentence.Is(SentenceTraits.Example | SentenceTraits.Figure))
            value += 1.2;
        if (sentence.Is(SentenceTraits.Caveat))
            value += 1;
        if (ReferenceEquals(sentence.Section, item.Seed))
            value += 0.5;
        return value + (0.01 * rank) - (0.001 * index);
    }
}
