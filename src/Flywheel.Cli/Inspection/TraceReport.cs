using System.Globalization;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Cli.Inspection;

/// <summary>The summary of a trace for a person.</summary>
internal static class TraceReport
{
    private const int MostSegments = 8;

    /// <summary>Writes a summary.</summary>
    public static void Write(TextOutput output, TraceSummary summary)
    {
        output.Line($"Run: {Milliseconds(summary.RunMs)}");
        WriteStages(output, summary);
        WriteBottleneck(output, summary.Bottleneck);
        WriteLanes(output, summary);
        WritePath(output, summary);
    }

    private static void WriteStages(TextOutput output, TraceSummary summary)
    {
        var table = new TextTable(
            new TableColumn("stage"), new TableColumn("time", Alignment.Right), new TableColumn("share", Alignment.Right),
            new TableColumn("in models", Alignment.Right), new TableColumn("calls", Alignment.Right), new TableColumn("retries", Alignment.Right));
        foreach (var stage in summary.Stages)
        {
            table.Add(
                stage.Name, Milliseconds(stage.Ms), Figures.Percent(stage.Share), Milliseconds(stage.ModelMs), Figures.Count(stage.ModelCalls),
                new TableCell(Figures.Count(stage.Retries), stage.Retries > 0 ? Tone.Warning : Tone.Plain));
        }

        table.Add("(in no stage)", Milliseconds(summary.UnattributedMs), Figures.Percent(summary.RunMs > 0 ? summary.UnattributedMs / summary.RunMs : 0));
        table.WriteTo(output);
    }

    private static void WriteBottleneck(TextOutput output, TraceBottleneck? bottleneck)
    {
        if (bottleneck is null)
            return;
        output.Line();
        output.Line($"Bottleneck: {SafeText.Line(bottleneck.Stage)} ({Milliseconds(bottleneck.Ms)}, {Figures.Percent(bottleneck.Share)}): {SafeText.Line(bottleneck.Cause.Replace('_', ' '))}");
        output.Line($"  {SafeText.Line(bottleneck.Explanation)}");
        var evidence = bottleneck.Evidence;
        output.Line($"  Shown by: {evidence.Kind} '{SafeText.Line(evidence.Name)}' on {SafeText.Line(evidence.Lane)} at {Milliseconds(evidence.StartMs)}, {Milliseconds(evidence.Ms)} long");
        output.Line($"  Change: {SafeText.Line(bottleneck.Setting)}");
    }

    private static void WriteLanes(TextOutput output, TraceSummary summary)
    {
        if (summary.Lanes.Count < 2)
            return;
        output.Line();
        var parallelism = summary.Parallelism is { } known ? $" (parallelism {known.ToString("0.00", CultureInfo.InvariantCulture)})" : "";
        output.Line($"Lanes{parallelism}:");
        foreach (var lane in summary.Lanes)
            output.Line($"  {SafeText.Line(lane.Name)}: busy {Milliseconds(lane.BusyMs)}, beside others {Milliseconds(lane.OverlapMs)}");
    }

    private static void WritePath(TextOutput output, TraceSummary summary)
    {
        if (summary.CriticalPath.Count == 0)
            return;
        output.Line();
        output.Line("Critical path, longest first:");
        foreach (var segment in summary.CriticalPath.OrderByDescending(static segment => segment.Ms).Take(MostSegments))
            output.Line($"  {Milliseconds(segment.Ms),9}  {SafeText.Line(segment.Name)}{(segment.Lane == "pipeline" ? "" : $" on {SafeText.Line(segment.Lane)}")}");
    }

    private static string Milliseconds(double ms) => ms < 9.95
        ? ms.ToString("0.0", CultureInfo.InvariantCulture) + " ms"
        : Figures.Duration(ms / 1000);
}
