using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Flywheel.Cli.Progress;

/// <summary>Redraws the stage tree on a terminal: at every event, and ten times a second so that clocks move. Used by one run.</summary>
internal sealed class LiveDisplay : IRunDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(30);

    private readonly TextOutput _output;
    private readonly TimeProvider _time;
    private readonly string _task;
    private readonly RunProgress _progress;
    private readonly SemaphoreSlim _changes = new(0, 1);
    private string _heading = "Starting …";

    /// <summary>A display of a task.</summary>
    public LiveDisplay(TextOutput output, TimeProvider time, string task)
    {
        _output = output;
        _time = time;
        _task = task;
        _progress = new RunProgress(time) { Changed = Wake };
    }

    /// <inheritdoc/>
    public IRunObserver Observer => _progress;

    /// <inheritdoc/>
    public void Announce(string runId)
    {
        _heading = $"Run {runId}";
        Wake();
    }

    /// <inheritdoc/>
    public Task<RunResult> ShowAsync(Func<Task<RunResult>> work) => SpectreConsole.On(_output)
        .Live(Frame())
        .Overflow(VerticalOverflow.Ellipsis)
        .StartAsync(async live =>
        {
            var running = work();
            while (!running.IsCompleted)
            {
                live.UpdateTarget(Frame());
                await Task.WhenAny(running, Task.Delay(ShortestInterval, _time, CancellationToken.None));
                await Task.WhenAny(running, _changes.WaitAsync(Interval, CancellationToken.None));
            }

            if (running.IsCompletedSuccessfully && running.Result.Record.Final == RunOutcome.Error)
                _progress.Broke();
            live.UpdateTarget(Frame());
            return await running;
        });

    private Rows Frame() => new(StageTree.Lines(_heading, _task, _progress.Snapshot(), _output.Width).Select(Line));

    private static IRenderable Line(IReadOnlyList<(string Text, Tone Tone)> parts)
    {
        var line = new Paragraph { Overflow = Overflow.Ellipsis };
        foreach (var (text, tone) in parts)
            line.Append(text, SpectreConsole.StyleOf(tone));
        return line;
    }

    private void Wake()
    {
        try
        {
            if (_changes.CurrentCount == 0)
                _changes.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread woke it.
        }
    }
}
