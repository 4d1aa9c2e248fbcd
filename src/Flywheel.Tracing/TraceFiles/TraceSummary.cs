using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>Where the time of a run went; the output of <c>trace summary --json</c>. Immutable and thread-safe.</summary>
public sealed record TraceSummary
{
    /// <summary>Length of the run.</summary>
    public double RunMs { get; init; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<StageSummary> Stages { get; init; } = [];

    /// <summary>Time of the run in no stage.</summary>
    public double UnattributedMs { get; init; }

    /// <summary>What took the most time, why, and what to change; null for a run of no length.</summary>
    public TraceBottleneck? Bottleneck { get; init; }

    /// <summary>The lanes.</summary>
    public IReadOnlyList<LaneSummary> Lanes { get; init; } = [];

    /// <summary>Work on parallel lanes divided by the time in which any of them worked: 1 is no overlap; null without parallel lanes.</summary>
    public double? Parallelism { get; init; }

    /// <summary>What the run waited for, from its start to its end: shortening anything else does not make it faster.</summary>
    public IReadOnlyList<CriticalSegment> CriticalPath { get; init; } = [];

    /// <summary>Summarises a finished trace.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">The file is no sound trace of a run; <see cref="TraceValidator"/> says more.</exception>
    public static TraceSummary Of(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no trace {path}.", path);
        var content = TraceContent.Read(path);
        if (content.Errors.Count > 0)
            throw new FormatException($"{path} can not be summarised: {content.Errors[0]}");
        var run = RunSpans.Find(content) ?? throw new FormatException($"{path} can not be summarised: lane 1 has no span 'run'.");
        return new TraceAnalysis(content, run).Summarize();
    }

    /// <summary>The summary as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TraceReportJson.Default.TraceSummary);
}

/// <summary>A stage of a run.</summary>
/// <param name="Name">The stage.</param>
/// <param name="StartMs">After the run's start.</param>
/// <param name="Ms">Its length.</param>
/// <param name="Share">Of the run, 0–1.</param>
/// <param name="ModelMs">Model calls of all lanes within it, added up; above <paramref name="Ms"/> when they ran in parallel.</param>
/// <param name="ModelCalls">How many.</param>
/// <param name="Retries">Attempts that failed and were repeated.</param>
public sealed record StageSummary(string Name, double StartMs, double Ms, double Share, double ModelMs, int ModelCalls, int Retries);

/// <summary>What took the most time of a run.</summary>
/// <param name="Stage">The stage, <c>wiggum</c> for all its rounds together, or <c>unattributed</c>.</param>
/// <param name="Ms">Its time.</param>
/// <param name="Share">Of the run, 0–1.</param>
/// <param name="Cause"><c>slow_synthesis</c>, <c>cold_planner</c>, <c>slow_planner</c>, <c>cold_evaluator</c>, <c>slow_evaluator</c>, <c>slow_revision</c>, <c>extra_rounds</c>, <c>slow_search</c>, <c>slow_model</c>, <c>slow_tools</c>, <c>slow_memory</c>, <c>retries</c> or <c>gap</c>.</param>
/// <param name="Explanation">One sentence for a person.</param>
/// <param name="Evidence">The span or gap that shows it.</param>
/// <param name="Setting">What to change.</param>
public sealed record TraceBottleneck(string Stage, double Ms, double Share, string Cause, string Explanation, TraceEvidence Evidence, string Setting);

/// <summary>A place in a trace.</summary>
/// <param name="Kind"><c>span</c> or <c>gap</c>.</param>
/// <param name="Name">The span's name; for a gap what it lies after.</param>
/// <param name="Lane">The lane.</param>
/// <param name="StartMs">After the run's start.</param>
/// <param name="Ms">Its length.</param>
public sealed record TraceEvidence(string Kind, string Name, string Lane, double StartMs, double Ms);

/// <summary>A lane of a run.</summary>
/// <param name="Name">The lane.</param>
/// <param name="Spans">How many spans it has.</param>
/// <param name="BusyMs">Time in which a span was open.</param>
/// <param name="OverlapMs">The part of it in which another parallel lane was busy too; 0 for the first lane.</param>
public sealed record LaneSummary(string Name, int Spans, double BusyMs, double OverlapMs);

/// <summary>A piece of the critical path.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Name">The innermost span the run waited for.</param>
/// <param name="StartMs">After the run's start.</param>
/// <param name="Ms">Its length.</param>
public sealed record CriticalSegment(string Lane, string Name, double StartMs, double Ms);
