using System.Collections.Frozen;

namespace Flywheel.Storage.Text;

/// <summary>What a full stop after a word may mean. Words are given without their last full stop. Immutable and thread-safe.</summary>
internal static class Abbreviations
{
    /// <summary>Titles and connectors: more of the sentence always follows.</summary>
    private static readonly FrozenSet<string> Leading = Set(
        "mr mrs ms mx dr prof rev hon messrs mme mlle gen col capt cmdr lt sgt maj sen rep gov pres supt " +
        "e.g i.e eg ie vs viz cf approx ca resp esp incl excl aka a.k.a w.r.t");

    /// <summary>May end a sentence: it does when a function word with a capital follows ("Inc. The").</summary>
    private static readonly FrozenSet<string> Either = Set(
        "fig figs eq eqs sect para vols al inc ltd corp llc plc jr sr ph.d m.d b.a m.a b.s m.s st ave blvd dept univ bros assn govt");

    /// <summary>Abbreviations only before a number ("no. 5", "Sept. 3"); otherwise common words or units.</summary>
    private static readonly FrozenSet<string> BeforeNumber = Set(
        "no nos vol ch chap sec secs p pp v ver art ref refs tab ed eds min max temp jan feb mar apr jun jul aug sep sept oct nov dec");

    /// <summary>What the word before a full stop makes of it.</summary>
    public static Abbreviation Of(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word.Length > 12)
            return Abbreviation.None;
        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        if (Has(Leading, lower))
            return Abbreviation.Leading;
        if (Has(BeforeNumber, lower))
            return Abbreviation.BeforeNumber;
        if (lower is "a.m" or "p.m")
            return Abbreviation.None;
        return Has(Either, lower) || IsInitials(word) ? Abbreviation.Either : Abbreviation.None;
    }

    /// <summary>"J", "U.S", "D.C": single letters, the first a capital, joined by full stops. The pronoun "I" is none.</summary>
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        if (!char.IsUpper(word[0]) || word is "I")
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsLetter(word[i]) : word[i] != '.')
                return false;
        }

        return word.Length % 2 == 1;
    }

    private static bool Has(FrozenSet<string> words, ReadOnlySpan<char> word) => words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>What a word makes of the full stop after it.</summary>
internal enum Abbreviation
{
    /// <summary>The word is no abbreviation.</summary>
    None,

    /// <summary>The sentence goes on.</summary>
    Leading,

    /// <summary>The sentence goes on unless a capitalised function word follows.</summary>
    Either,

    /// <summary>The sentence goes on when a number follows.</summary>
    BeforeNumber,
}
