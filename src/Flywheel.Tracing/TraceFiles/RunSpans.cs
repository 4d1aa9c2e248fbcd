namespace Flywheel.Tracing.TraceFiles;

/// <summary>The run and its stages in a trace: the span <c>run</c> of lane 1, and what lies directly in it and is no model call. Immutable.</summary>
internal sealed class RunSpans
{
    private const string RunName = "run";
    private const string ModelCall = "llm:";

    private RunSpans(TraceLane lane, int run)
    {
        Lane = lane;
        Run = lane.Spans[run];
        Stages = [.. lane.ChildrenOf(run).Where(child => !IsModelCall(lane.Spans[child]))];
    }

    /// <summary>Lane 1.</summary>
    public TraceLane Lane { get; }

    public TraceSpan Run { get; }

    /// <summary>Indexes of the stages in <see cref="Lane"/>.</summary>
    public IReadOnlyList<int> Stages { get; }

    public long StagesNs => Stages.Sum(stage => Lane.Spans[stage].DurationNs);

    public long UnattributedNs => Run.DurationNs - StagesNs;

    public static RunSpans? Find(TraceContent content)
    {
        if (content.Lanes.FirstOrDefault(static lane => lane.Tid == 1) is not { } lane)
            return null;
        var run = lane.ChildrenOf(-1).Where(child => lane.Spans[child].Name == RunName).Cast<int?>().FirstOrDefault();
        return run is { } index ? new RunSpans(lane, index) : null;
    }

    public static bool IsModelCall(in TraceSpan span) => span.Name.StartsWith(ModelCall, StringComparison.Ordinal);
}
