using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Progress;

/// <summary>Shows a run while it runs, on stderr.</summary>
internal interface IRunDisplay
{
    /// <summary>What the run reports to.</summary>
    IRunObserver Observer { get; }

    /// <summary>The run has its id: its journal is on disk.</summary>
    void Announce(string runId);

    /// <summary>Shows the work until it ends; the display is gone or complete when the task ends.</summary>
    Task<RunResult> ShowAsync(Func<Task<RunResult>> work);
}
