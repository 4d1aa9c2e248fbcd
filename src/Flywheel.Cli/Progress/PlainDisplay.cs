using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Progress;

/// <summary>One line per thing that happened, for logs and terminals that can not redraw. Thread-safe.</summary>
internal sealed class PlainDisplay : IRunDisplay, IRunObserver
{
    private const int NameWidth = 12;

    private readonly TextOutput _output;
    private readonly RunProgress _progress;

    /// <summary>A display on an output.</summary>
    public PlainDisplay(TextOutput output, TimeProvider time)
    {
        _output = output;
        _progress = new RunProgress(time);
    }

    /// <inheritdoc/>
    public IRunObserver Observer => this;

    /// <inheritdoc/>
    public void Announce(string runId) => _output.Line($"Run {runId}");

    /// <inheritdoc/>
    public Task<RunResult> ShowAsync(Func<Task<RunResult>> work) => work();

    /// <inheritdoc/>
    public void StageEntered(string stage) => _progress.StageEntered(stage);

    /// <inheritdoc/>
    public void StageLeft(string stage, double ms)
    {
        _progress.StageLeft(stage, ms);
        var left = _progress.Snapshot().Stages.Last(state => state.Name == stage);
        _output.Line($"  {SafeText.Line(stage).PadRight(NameWidth)}{Figures.Duration(ms / 1000),10}   {StageTree.Facts(left)}".TrimEnd());
    }

    /// <inheritdoc/>
    public void ActivityBegun(string lane, string name) => _progress.ActivityBegun(lane, name);

    /// <inheritdoc/>
    public void ActivityEnded(string lane, string name, double ms) => _progress.ActivityEnded(lane, name, ms);

    /// <inheritdoc/>
    public void Used(string stage, ModelUsage usage) => _progress.Used(stage, usage);

    /// <inheritdoc/>
    public void ToolCalled(ToolCall call) => _progress.ToolCalled(call);

    /// <inheritdoc/>
    public void RoundEvaluated(VerificationRound round) => _progress.RoundEvaluated(round);

    /// <inheritdoc/>
    public void Noticed(string message) => _output.Line("  ! " + SafeText.Line(message));
}
