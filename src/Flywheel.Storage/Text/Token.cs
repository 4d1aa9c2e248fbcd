using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>A word of a text. <see cref="Start"/> and <see cref="Length"/> are char offsets into the text as given, not into its normalised form.</summary>
/// <param name="Term">What is indexed: NFKC, lower case, and stemmed unless it is a stop word.</param>
/// <param name="Start">Index of the first char.</param>
/// <param name="Length">Number of chars.</param>
/// <param name="IsStopword">Whether the word is too common to carry meaning.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Token(string Term, int Start, int Length, bool IsStopword)
{
    /// <summary>Where the word stands.</summary>
    public TextSpan Span => new(Start, Length);
}
