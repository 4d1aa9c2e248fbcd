using System.Runtime.InteropServices;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>A piece of a document that is better not cut: a paragraph, a list item, a table, a record's field.</summary>
/// <param name="Span">Where it stands in the document's text, or in its rendering.</param>
/// <param name="IsCode">Whether it is code: the second half of a code block reads as prose, so it is cut only when there is far too much of it.</param>
/// <param name="Origin">Where it stands in the file; null when <paramref name="Span"/> says it, the text being the file's own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(TextSpan Span, bool IsCode = false, Origin? Origin = null);

/// <summary>Where something rendered comes from.</summary>
/// <param name="StartLine">First line in the file, from 1.</param>
/// <param name="EndLine">Last line, inclusive.</param>
/// <param name="Offset">Byte offset in the file.</param>
internal sealed record Origin(int StartLine, int EndLine, long Offset);
