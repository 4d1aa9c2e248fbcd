using System.Text;

namespace Flywheel.Harness.Assembly;

/// <summary>
/// How many tokens a text is, without a tokenizer: one for every four UTF-8 bytes, rounded up. English prose of today's tokenizers comes to 4 to 5
/// bytes per token, code and other scripts to fewer; the figure is for comparing harnesses, not for limits. Thread-safe.
/// </summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 4;

    /// <summary>The estimate; 0 for an empty text.</summary>
    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}
