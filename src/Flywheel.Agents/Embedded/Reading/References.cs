using System.Collections.Frozen;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>How a sentence depends on the one before it.</summary>
internal enum Dependence
{
    /// <summary>It stands alone.</summary>
    None,

    /// <summary>It names something ("The skeleton …") that the sentence before introduced: fine where that thing is already on the page.</summary>
    Named,

    /// <summary>It points back ("This …", "However …") or continues ("For example …"): only right behind its predecessor.</summary>
    Dangling,
}

/// <summary>Finds references to what was said before.</summary>
internal static class References
{
    private static readonly FrozenSet<string> Pointers = Set(
        "this that these those it its they their them he she his her such however but and or so therefore thus hence instead also moreover "
        + "furthermore additionally besides consequently otherwise nevertheless nonetheless then here both either neither another others "
        + "similarly likewise finally secondly firstly thirdly meanwhile again still yet accordingly conversely indeed doing conversely "
        + "above below later afterwards first second third next last overall");

    private static readonly string[] Phrases =
    [
        "the former", "the latter", "the same", "the following", "the above", "the two ", "the three ", "the second", "the other", "in this", "in that", "for this",
        "by contrast", "in contrast", "as such", "in addition", "on the other hand", "one of them", "some of them", "most of them", "each of them", "in these",
        "in such", "at this", "from this", "with this", "of these", "for that", "for these", "all of these", "none of these", "as a result", "to do so", "in short",
        "in other words", "that said", "even so", "as well", "like this", "because of this", "apart from", "the reason", "the repair was", "the cause was",
    ];

    /// <summary>The dependence of a sentence.</summary>
    /// <param name="sentence">The cleaned sentence.</param>
    /// <param name="previousTerms">Stemmed terms of the sentence before it in its block; empty for the first.</param>
    public static Dependence Of(string sentence, IReadOnlySet<string> previousTerms)
    {
        var words = TaskWord.Of(sentence);
        if (words.Count == 0 || Pointers.Contains(words[0].Lower))
            return Dependence.Dangling;

        var lower = sentence.ToLowerInvariant();
        if (Array.Exists(Phrases, phrase => lower.StartsWith(phrase, StringComparison.Ordinal)) || ContinuesWithThen(words))
            return Dependence.Dangling;

        if (words[0].Lower is not "the" || previousTerms.Count == 0)
            return Dependence.None;

        var named = NamedTerm(sentence);
        return named is not null && previousTerms.Contains(named) ? Dependence.Named : Dependence.None;
    }

    /// <summary>The stemmed head of a sentence's opening "The …", or null.</summary>
    public static string? NamedTerm(string sentence)
    {
        foreach (var token in Tokenizer.Tokenize(sentence[..Math.Min(sentence.Length, 60)]))
        {
            if (!token.IsStopword)
                return token.Term;
        }

        return null;
    }

    private static bool ContinuesWithThen(IReadOnlyList<TaskWord> words)
    {
        for (var i = 1; i < words.Count && i < 6; i++)
        {
            if (words[i].Lower is "then" or "therefore" or "also" or "instead")
                return true;
            if (words[i].Lower is "if" or "when" or "whenever")
                return false;
        }

        return false;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
