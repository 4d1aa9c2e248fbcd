using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>Pairs the lines that open and close code blocks.</summary>
internal static class MarkdownFences
{
    /// <summary>The line of the fence that is never closed, or null.</summary>
    public static int? Unclosed(IReadOnlyList<MarkdownLine> lines)
    {
        int? open = null;
        foreach (var line in lines)
        {
            if (line.Kind == MarkdownLineKind.Fence)
                open = open is null ? line.Number : null;
        }

        return open;
    }
}
