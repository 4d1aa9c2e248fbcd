using System.Globalization;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// Checks a trace file: strict JSON, required keys, exact nesting on every lane (times compared as integer nanoseconds), a name for every lane, and
/// stages and unattributed time that make up the run. Thread-safe.
/// </summary>
public static class TraceValidator
{
    private const double UnattributedShare = 0.05;

    /// <summary>Checks a finished trace, in either form.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static TraceValidation Validate(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no trace {path}.", path);
        TraceContent content;
        try
        {
            content = TraceContent.Read(path);
        }
        catch (FormatException problem)
        {
            return new TraceValidation { Errors = [problem.Message] };
        }

        return Validate(content);
    }

    private static TraceValidation Validate(TraceContent content)
    {
        CheckNames(content);
        if (content.Events == 0)
            content.Warn("The trace holds no event.");
        var run = RunSpans.Find(content);
        if (run is null)
            content.Warn("Lane 1 has no span 'run', so that stages can not be compared with it.");
        else
            CheckRun(run, content);
        return new TraceValidation
        {
            Errors = content.Errors,
            Warnings = content.Warnings,
            Events = content.Events,
            Spans = content.Lanes.Sum(static lane => lane.Spans.Count),
            Lanes = [.. content.Lanes.Where(static lane => lane.HasEvents).Select(static lane => lane.Name ?? $"({lane.Tid})")],
            RunMs = run is null ? null : Milliseconds(run.Run.DurationNs),
            StagesMs = run is null ? null : Milliseconds(run.StagesNs),
            UnattributedMs = run is null ? null : Milliseconds(run.UnattributedNs),
        };
    }

    private static void CheckNames(TraceContent content)
    {
        foreach (var lane in content.Lanes.Where(static lane => lane.HasEvents))
        {
            if (lane.Tid < 1)
                content.Error($"Lane {lane.Tid}: tid is below 1.");
            if (string.IsNullOrEmpty(lane.Name))
                content.Error($"Lane {lane.Tid} has no name (an M event thread_name).");
            if (!lane.HasSortIndex)
                content.Warn($"Lane {lane.Tid} has no place (an M event thread_sort_index).");
        }

        foreach (var process in content.Lanes.Where(static lane => lane.HasEvents).Select(static lane => lane.Pid).Distinct())
        {
            if (!content.ProcessNames.ContainsKey(process))
                content.Error($"Process {process} has no name (an M event process_name).");
        }
    }

    private static void CheckRun(RunSpans run, TraceContent content)
    {
        if (run.UnattributedNs < 0)
            content.Error("The stages are longer than the run.");
        else if (run.UnattributedNs > UnattributedShare * run.Run.DurationNs)
            content.Warn(string.Create(CultureInfo.InvariantCulture, $"{run.UnattributedNs * 100.0 / run.Run.DurationNs:0.0} % of the run is in no stage."));
        foreach (var lane in content.Lanes)
        {
            foreach (var index in lane.ChildrenOf(-1))
            {
                var span = lane.Spans[index];
                if (span.StartNs < run.Run.StartNs || span.EndNs > run.Run.EndNs)
                    content.Warn($"Span '{span.Name}' of lane '{lane.Name}' lies outside the run.");
            }
        }
    }

    private static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
