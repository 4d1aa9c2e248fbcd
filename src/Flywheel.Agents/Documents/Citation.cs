using System.Runtime.InteropServices;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Documents;

/// <summary>A reference from a text to an entry of its source list.</summary>
/// <param name="Number">The source's number, 1 to 999.</param>
/// <param name="Start">Char offset of the opening bracket.</param>
/// <param name="Length">Chars from the opening to the closing bracket, inclusive; citations that share brackets share their span.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Citation(int Number, int Start, int Length)
{
    /// <summary>Where the brackets stand.</summary>
    public TextSpan Span => new(Start, Length);
}
