using System.Buffers;

namespace Flywheel.Agents.Measures;

/// <summary>A fixed set of phrases, found as whole words in any case. Immutable and thread-safe.</summary>
internal sealed class PhraseSet
{
    private readonly string[] _phrases;
    private readonly SearchValues<string> _values;

    /// <summary>A set of <paramref name="phrases"/>.</summary>
    public PhraseSet(params string[] phrases)
    {
        _phrases = phrases;
        _values = SearchValues.Create(phrases, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether one of the phrases stands in <paramref name="text"/>.</summary>
    public bool In(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length;)
        {
            var found = text[at..].IndexOfAny(_values);
            if (found < 0)
                return false;
            at += found;
            if (StandsAt(text, at))
                return true;
            at++;
        }

        return false;
    }

    /// <summary>Whether <paramref name="text"/> begins with one of the phrases.</summary>
    public bool Opens(ReadOnlySpan<char> text) => StandsAt(text, 0);

    private bool StandsAt(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            return false;
        var rest = text[at..];
        foreach (var phrase in _phrases)
        {
            if (rest.StartsWith(phrase, StringComparison.OrdinalIgnoreCase)
                && (rest.Length == phrase.Length || !char.IsLetterOrDigit(rest[phrase.Length]) || !char.IsLetterOrDigit(phrase[^1])))
            {
                return true;
            }
        }

        return false;
    }
}
