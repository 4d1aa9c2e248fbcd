using Flywheel.Agents.Memory;
using Flywheel.Agents.Pipeline;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Progress;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Running;

/// <summary>Does a planned run under the recorder and shows it.</summary>
internal static class RunExecution
{
    /// <summary>Runs.</summary>
    /// <returns>The record, and the exception that ended the run, if one did.</returns>
    /// <exception cref="IOException">The run could not start, or its record waits in its journal.</exception>
    public static Task<RunResult> RunAsync(PlannedRun run, MemoryUse memory, IRunDisplay display, CommandContext context, CancellationToken cancellationToken)
    {
        var workspace = context.Workspace;
        var pipeline = new ResearchPipeline(SkillRegistry.BuiltIn, new MemoryStore(workspace.Log("memories")), context.Time);
        var cache = new SearchCache(workspace.PathOf("data/index/searches"), context.Time);
        var task = new ResearchTask
        {
            Task = run.Task,
            Harness = run.Harness.Spec,
            Producer = run.Crew.Producer,
            Evaluator = run.Crew.Evaluator,
            Planner = run.Crew.Planner,
            Search = new CachingSearchProvider(run.Corpus, cache),
            ResearchCache = run.RemembersResearch ? new ResearchCache(workspace.PathOf("data/index/research"), context.Time) : null,
            OutputPath = run.OutputPath,
            Skills = run.Skills,
            Verification = run.Start.Verified ? VerifyMode.On : VerifyMode.Off,
            Memory = memory,
        };
        var options = new RunTraceOptions { Time = context.Time, Costs = run.Costs, Observer = display.Observer };
        return display.ShowAsync(() => RunTrace.RunAsync(
            workspace,
            run.Start,
            trace =>
            {
                display.Announce(trace.Id);
                return pipeline.RunAsync(task, trace, cancellationToken);
            },
            options));
    }
}
