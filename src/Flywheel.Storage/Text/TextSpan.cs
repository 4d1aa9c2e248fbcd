using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>A piece of a text. Offsets and lengths are UTF-16 code units (<see cref="char"/>); <see cref="Utf8Offsets"/> turns them into bytes.</summary>
/// <param name="Start">Index of the first char.</param>
/// <param name="Length">Number of chars.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Index after the last char.</summary>
    public int End => Start + Length;

    /// <summary>The chars of this span in <paramref name="text"/>.</summary>
    public string In(string text) => text.Substring(Start, Length);

    /// <summary>
    /// The chars of this span on one line: runs of white space, and the quote markers (<c>&gt;</c>) of wrapped lines, become one space.
    /// </summary>
    public string Flatten(string text)
    {
        var result = new System.Text.StringBuilder(Length);
        for (var i = Start; i < End;)
        {
            if (!char.IsWhiteSpace(text[i]))
            {
                result.Append(text[i++]);
                continue;
            }

            var wrapped = false;
            while (i < End && (char.IsWhiteSpace(text[i]) || (wrapped && text[i] == '>')))
            {
                wrapped |= text[i] == '\n';
                i++;
            }

            if (result.Length > 0 && i < End)
                result.Append(' ');
        }

        return result.ToString();
    }
}
