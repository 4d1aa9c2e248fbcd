using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Logs;

namespace Flywheel.Cli.Archive;

/// <summary>Says once, on stderr, that lines of a log could not be read: never silently skipped.</summary>
internal static class InvalidLines
{
    /// <summary>Warns of lines that could not be read: how many, the first with its place and reason.</summary>
    public static void Report(CommandContext context, string path, IReadOnlyList<InvalidLine> invalid)
    {
        if (invalid.Count == 0)
            return;
        var first = invalid[0];
        context.Warn($"{Figures.Plural(invalid.Count, "line")} of {path} could not be read; the first at byte {first.Offset}: {SafeText.Line(first.Reason, 200)}");
    }
}
