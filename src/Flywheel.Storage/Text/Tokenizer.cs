namespace Flywheel.Storage.Text;

/// <summary>
/// Splits text into words and words into terms: Unicode form KC, lower case, English stop words marked or dropped, Porter2 stems.
/// What a word is: see <see cref="Tokenize"/>. Never throws on malformed Unicode. Deterministic, culture-invariant and thread-safe.
/// </summary>
public static class Tokenizer
{
    [ThreadStatic]
    private static TermCache? _cache;

    private static TermCache Cache => _cache ??= new TermCache();

    /// <summary>
    /// Every word of <paramref name="text"/> in order. A word is a run of letters and digits with their marks; <c>don't</c>, <c>3.5</c>,
    /// <c>1,000</c> (term <c>1000</c>), <c>C#</c> and <c>C++</c> are one word each; <c>tool-calling</c> and <c>run_id</c> are two; a
    /// character of a script written without spaces is a word of its own. Words never overlap.
    /// </summary>
    public static IReadOnlyList<Token> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cache = Cache;
        var tokens = new List<Token>((text.Length / 6) + 1);
        var words = new WordReader(text);
        while (words.MoveNext())
        {
            var entry = cache.Of(words.Word);
            tokens.Add(new Token(entry.Term, words.Start, words.Length, entry.IsStopword));
        }

        return tokens;
    }

    /// <summary>The terms of the words that carry meaning, in order, repeated as often as they occur.</summary>
    public static string[] Terms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cache = Cache;
        var terms = new List<string>((text.Length / 8) + 1);
        var words = new WordReader(text);
        while (words.MoveNext())
        {
            var entry = cache.Of(words.Word);
            if (!entry.IsStopword)
                terms.Add(entry.Term);
        }

        return [.. terms];
    }
}
