namespace Flywheel.Storage.Text;

/// <summary>Where the lines of a text are. A line ends with LF, CRLF or a lone CR.</summary>
public static class LineBreaks
{
    /// <summary>Every line, without its line break, in order; a text that ends with a line break has no empty last line.</summary>
    public static IEnumerable<TextSpan> Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny('\r', '\n');
            if (length < 0)
            {
                yield return new TextSpan(start, text.Length - start);
                yield break;
            }

            yield return new TextSpan(start, length);
            start += length + (text[start + length] == '\r' && start + length + 1 < text.Length && text[start + length + 1] == '\n' ? 2 : 1);
        }
    }
}
