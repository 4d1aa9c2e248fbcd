using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>One result of <see cref="TextIndex.Search(string, int)"/>.</summary>
/// <param name="Id">What <see cref="TextIndex.Add(string, string)"/> returned for the text.</param>
/// <param name="Score">BM25, above 0, a multiple of 10⁻⁶; comparable within one search only.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextHit(int Id, double Score);
