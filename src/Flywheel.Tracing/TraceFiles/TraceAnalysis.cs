using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>Computes a <see cref="TraceSummary"/>: stages, the bottleneck and its cause, lanes, critical path.</summary>
internal sealed class TraceAnalysis
{
    private const string Wiggum = "wiggum";
    private const string Unattributed = "unattributed";
    private const double RetryShare = 0.3; // of a stage: then the retries are the cause
    private const double ExtraRoundShare = 0.4; // of all rounds
    private const double ColdFactor = 2; // the first call of a model against the others

    private readonly TraceContent _content;
    private readonly RunSpans _run;
    private readonly List<Work> _leaves;
    private readonly List<(TraceLane Lane, TraceSpan Span)> _retries;

    public TraceAnalysis(TraceContent content, RunSpans run)
    {
        _content = content;
        _run = run;
        _leaves = [.. content.Lanes.SelectMany(LeavesOf)];
        _retries = [.. content.Lanes.SelectMany(static lane => lane.Instants.Where(static mark => mark.Name == "retry").Select(mark => (lane, mark)))];
    }

    public TraceSummary Summarize()
    {
        var (lanes, parallelism) = Lanes();
        return new TraceSummary
        {
            RunMs = Milliseconds(_run.Run.DurationNs),
            Stages = [.. _run.Stages.Select(Stage)],
            UnattributedMs = Milliseconds(_run.UnattributedNs),
            Bottleneck = _run.Run.DurationNs == 0 ? null : Bottleneck(),
            Lanes = lanes,
            Parallelism = parallelism,
            CriticalPath = CriticalPath.Of(_content, _run),
        };
    }

    private StageSummary Stage(int index)
    {
        var span = _run.Lane.Spans[index];
        var calls = Within(span).Where(static work => work.IsModelCall).ToList();
        return new StageSummary(
            span.Name, FromStart(span.StartNs), Milliseconds(span.DurationNs), ShareOf(span.DurationNs),
            Milliseconds(calls.Sum(static call => call.Span.DurationNs)), calls.Count, _retries.Count(retry => Contains(span, retry.Span.StartNs)));
    }

    /// <summary>What is innermost and has a length: model calls and what was named a span besides.</summary>
    private static IEnumerable<Work> LeavesOf(TraceLane lane)
    {
        for (var i = 0; i < lane.Spans.Count; i++)
        {
            var span = lane.Spans[i];
            var isLeaf = i + 1 == lane.Spans.Count || lane.ParentOf(i + 1) != i;
            if (RunSpans.IsModelCall(span) || isLeaf && lane.ParentOf(i) >= 0)
                yield return new Work(lane, span, RunSpans.IsModelCall(span));
        }
    }

    private TraceBottleneck Bottleneck()
    {
        var groups = _run.Stages.Select(index => _run.Lane.Spans[index])
            .GroupBy(static span => IsRound(span) ? Wiggum : span.Name, StringComparer.Ordinal)
            .Select(static group => (Name: group.Key, Spans: group.ToList(), Ns: group.Sum(static span => span.DurationNs)))
            .OrderByDescending(static group => group.Ns)
            .ToList();
        if (groups.Count == 0 || _run.UnattributedNs > groups[0].Ns)
            return Gap();
        var (name, spans, ns) = groups[0];
        return Retries(name, spans, ns) ?? Cause(name, spans, ns);
    }

    private TraceBottleneck Gap()
    {
        var stages = Intervals.Union(_run.Stages.Select(index => (_run.Lane.Spans[index].StartNs, _run.Lane.Spans[index].EndNs)));
        var gap = Intervals.LongestGap(stages, _run.Run.StartNs, _run.Run.EndNs);
        return Found(
            Unattributed, _run.UnattributedNs, "gap", "Most of the run lies in no stage.", GapEvidence(gap),
            "the work between the stages: enter a stage, or open a span, so that it is measured");
    }

    private TraceBottleneck? Retries(string name, List<TraceSpan> stages, long ns)
    {
        var retries = _retries.Where(retry => stages.Exists(stage => Contains(stage, retry.Span.StartNs))).ToList();
        var lost = retries.Sum(retry => Argument(retry.Span, "delay_ms") + Argument(retry.Span, "took_ms"));
        if (retries.Count == 0 || lost < RetryShare * Milliseconds(ns))
            return null;
        var worst = retries.GroupBy(retry => CallAround(retry.Lane, retry.Span)).MaxBy(static call => call.Count())!;
        return Found(
            name, ns, "retries", Sentence($"{retries.Count} failed attempts took {lost / 1000:0.00} s of this stage."),
            worst.Key is { } call ? SpanEvidence(call) : new TraceEvidence("span", "retry", worst.First().Lane.Name ?? "", FromStart(worst.First().Span.StartNs), 0),
            "retry.attempts and retry.backoff_s of the harness; concurrency and timeout_s of the endpoint");
    }

    private TraceBottleneck Cause(string name, List<TraceSpan> stages, long ns)
    {
        var work = stages.SelectMany(Within).ToList();
        var models = work.Where(static item => item.IsModelCall).ToList();
        var others = work.Where(static item => !item.IsModelCall).ToList();
        var unmeasured = ns - Intervals.Length(Intervals.Union(work.Select(static item => (item.Span.StartNs, item.Span.EndNs))));
        var byModels = Total(models) >= Math.Max(Total(others), unmeasured);
        return name switch
        {
            Wiggum => Rounds(stages, work, ns),
            "plan" => Planner(work, stages, ns),
            "synthesize" when byModels => Found(
                name, ns, "slow_synthesis", Sentence($"Writing took {Seconds(Total(models))} in {models.Count} model calls."), Longest(models, stages), "models.producer, sampling.max_tokens"),
            "research" when !byModels && (others.Count == 0 || Total(others) >= unmeasured) => Found(
                name, ns, "slow_search", Sentence($"Searching took {Seconds(others.Count == 0 ? unmeasured : Total(others))} of {Seconds(ns)}."),
                Longest(others, stages), "research.max_rounds, research.results, the search provider"),
            "memory" or "remember" when !byModels => Found(
                name, ns, "slow_memory", "The memory took longer than any other stage.", Longest(others, stages), "memory.retrieve, `flywheel memory prune`"),
            "tools" when !byModels => Found(
                name, ns, "slow_tools", "Tools took longer than any other stage.", Longest(others, stages), "tools[].limits of the harness"),
            _ when byModels => Found(
                name, ns, "slow_model", Sentence($"Model calls took {Seconds(Total(models))} of {Seconds(ns)}."), Longest(models, stages), "models of the harness"),
            _ => Found(
                name, ns, "gap", Sentence($"{Seconds(unmeasured)} of {Seconds(ns)} went into what no span measures."), Longest(work, stages),
                "the work between the calls: a span around it would tell; a slow disk shows here too"),
        };
    }

    private TraceBottleneck Planner(List<Work> work, List<TraceSpan> stages, long ns)
    {
        var cold = work.Where(static item => item.IsModelCall).Cast<Work?>().FirstOrDefault(item => IsCold(item!.Value));
        return cold is { } call
            ? Found("plan", ns, "cold_planner", "The planner's first call took far longer than its model's other calls: it was being loaded.", SpanEvidence(call), "models.planner (the producer's model is loaded anyway), keep-alive of the endpoint")
            : Found("plan", ns, "slow_planner", "Planning took longer than any other stage.", Longest(work, stages), "models.planner, instructions.planner");
    }

    private TraceBottleneck Rounds(List<TraceSpan> rounds, List<Work> work, long ns)
    {
        var later = rounds.Where(static round => round.Name != "wiggum_r1").ToList();
        if (later.Count > 0 && later.Sum(static round => round.DurationNs) >= ExtraRoundShare * ns)
        {
            return Found(
                Wiggum, ns, "extra_rounds", Sentence($"{later.Count} rounds after the first took {Seconds(later.Sum(static round => round.DurationNs))}."),
                StageEvidence(later.MaxBy(static round => round.DurationNs)), "instructions.synthesis (a better first draft), verify.threshold, verify.max_rounds");
        }

        var revising = work.Where(static item => item.Span.Name.Contains("revise", StringComparison.Ordinal)).ToList();
        var judging = work.Except(revising).ToList();
        if (judging.Cast<Work?>().FirstOrDefault(item => IsCold(item!.Value)) is { } cold)
            return Found(Wiggum, ns, "cold_evaluator", "The evaluator's first call took far longer than its model's other calls: it was being loaded.", SpanEvidence(cold), "models.evaluator, keep-alive of the endpoint");
        return Total(revising) > Total(judging)
            ? Found(Wiggum, ns, "slow_revision", "Revising took longer than judging.", Longest(revising, rounds), "models.producer, instructions.revise")
            : Found(Wiggum, ns, "slow_evaluator", "Judging took longer than any other stage.", Longest(judging, rounds), "models.evaluator, verify.panel, verify.evaluators");
    }

    /// <summary>The first call of its model, and far slower than the median of the later ones (by token where tokens are known).</summary>
    private bool IsCold(Work call)
    {
        var model = Text(call.Span, "model");
        if (!call.IsModelCall || model is null)
            return false;
        var same = _leaves.Where(other => other.IsModelCall && Text(other.Span, "model") == model).OrderBy(static other => other.Span.StartNs).ToList();
        if (same.Count < 2 || same[0] != call)
            return false;
        var later = same.Skip(1).Select(Pace).Order().ToList();
        return Pace(call) > ColdFactor * later[later.Count / 2];
    }

    private double Pace(Work call) => call.Span.DurationNs / Math.Max(Argument(call.Span, "output_tokens"), 1);

    private (List<LaneSummary> Lanes, double? Parallelism) Lanes()
    {
        var busy = _content.Lanes.Where(static lane => lane.HasEvents)
            .Select(static lane => (Lane: lane, Union: Intervals.Union(lane.ChildrenOf(-1).Select(index => (lane.Spans[index].StartNs, lane.Spans[index].EndNs)))))
            .ToList();
        var parallel = busy.Where(entry => entry.Lane != _run.Lane).ToList();
        var lanes = busy.Select(entry => new LaneSummary(
            entry.Lane.Name ?? "", entry.Lane.Spans.Count, Milliseconds(Intervals.Length(entry.Union)),
            entry.Lane == _run.Lane ? 0 : Milliseconds(Overlap(entry.Union, parallel.Where(other => other.Lane != entry.Lane).Select(static other => other.Union))))).ToList();
        var any = Intervals.Length(Intervals.Union(parallel.SelectMany(static entry => entry.Union)));
        return (lanes, any == 0 ? null : Math.Round(parallel.Sum(static entry => Intervals.Length(entry.Union)) / (double)any, 3));
    }

    private static long Overlap(List<(long Start, long End)> own, IEnumerable<List<(long Start, long End)>> others) =>
        Intervals.Shared(own, Intervals.Union(others.SelectMany(static other => other)));

    /// <summary>The longest of some pieces of work of a stage, or the stage's longest gap when that is longer.</summary>
    private TraceEvidence Longest(IEnumerable<Work> work, List<TraceSpan> stages)
    {
        var items = work.ToList();
        var covered = Intervals.Union(stages.SelectMany(Within).Select(static item => (item.Span.StartNs, item.Span.EndNs)));
        var gap = stages.Select(stage => Intervals.LongestGap([.. covered.Where(part => part.End > stage.StartNs && part.Start < stage.EndNs)], stage.StartNs, stage.EndNs))
            .MaxBy(static found => found.End - found.Start);
        var longest = items.Count == 0 ? default(Work?) : items.MaxBy(static item => item.Span.DurationNs);
        return longest is { } found && found.Span.DurationNs >= gap.End - gap.Start ? SpanEvidence(found) : GapEvidence(gap);
    }

    private TraceBottleneck Found(string stage, long ns, string cause, string explanation, TraceEvidence evidence, string setting) =>
        new(stage, Milliseconds(ns), ShareOf(ns), cause, explanation, evidence, setting);

    private TraceEvidence SpanEvidence(Work work) =>
        new("span", work.Span.Name, work.Lane.Name ?? "", FromStart(work.Span.StartNs), Milliseconds(work.Span.DurationNs));

    private TraceEvidence StageEvidence(in TraceSpan span) =>
        new("span", span.Name, _run.Lane.Name ?? "", FromStart(span.StartNs), Milliseconds(span.DurationNs));

    /// <summary>A gap, named after the last span of the first lane that ended before it.</summary>
    private TraceEvidence GapEvidence((long Start, long End) gap)
    {
        var before = _run.Lane.Spans.Where(span => span.EndNs <= gap.Start && span.DurationNs > 0).OrderBy(static span => span.EndNs).LastOrDefault();
        return new TraceEvidence("gap", before.Name is null ? "after the start" : $"after {before.Name}", _run.Lane.Name ?? "", FromStart(gap.Start), Milliseconds(gap.End - gap.Start));
    }

    private Work? CallAround(TraceLane lane, TraceSpan instant)
    {
        foreach (var work in _leaves)
        {
            if (work.IsModelCall && work.Lane == lane && Contains(work.Span, instant.StartNs))
                return work;
        }

        return null;
    }

    private IEnumerable<Work> Within(TraceSpan stage) =>
        _leaves.Where(work => work.Span.StartNs >= stage.StartNs && work.Span.EndNs <= stage.EndNs && work.Span != stage);

    private double Argument(in TraceSpan span, string name) =>
        _content.ArgumentsOf(span) is { } arguments && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    private string? Text(in TraceSpan span, string name) =>
        _content.ArgumentsOf(span) is { } arguments && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Contains(in TraceSpan span, long instantNs) => instantNs >= span.StartNs && instantNs <= span.EndNs;

    private static bool IsRound(TraceSpan span) => span.Name.StartsWith("wiggum_r", StringComparison.Ordinal);

    private static long Total(List<Work> calls) => calls.Sum(static call => call.Span.DurationNs);

    private static string Seconds(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e9:0.00} s");

    private static string Sentence(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double FromStart(long instantNs) => Milliseconds(instantNs - _run.Run.StartNs);

    private double ShareOf(long ns) => Math.Round((double)ns / _run.Run.DurationNs, 4);

    private static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Work(TraceLane Lane, TraceSpan Span, bool IsModelCall);
}
