using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Progress;

/// <summary>What a running run has done so far, for a live display. Thread-safe.</summary>
internal sealed class RunProgress : IRunObserver
{
    private const int MostNotices = 3;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly List<StageState> _stages = [];
    private readonly List<string> _notices = [];
    private readonly List<(int Round, double? Score)> _rounds = [];

    /// <summary>Begins to count.</summary>
    public RunProgress(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>Called after every change; must be quick.</summary>
    public Action? Changed { get; set; }

    /// <inheritdoc/>
    public void StageEntered(string stage) => Change(() => _stages.Add(new StageState(stage, ElapsedMs())));

    /// <inheritdoc/>
    public void StageLeft(string stage, double ms) => Change(() =>
    {
        if (_stages.FindLast(state => state.Name == stage) is { } left)
            left.Ms = ms;
    });

    /// <inheritdoc/>
    public void ActivityBegun(string lane, string name) => Change(() => Open()?.Activities.Add(new ActivityState(lane, name, ElapsedMs())));

    /// <inheritdoc/>
    public void ActivityEnded(string lane, string name, double ms) => Change(() =>
    {
        if (Open()?.Activities.FindLast(activity => activity.Lane == lane && activity.Name == name && activity.Ms is null) is { } ended)
            ended.Ms = ms;
    });

    /// <inheritdoc/>
    public void Used(string stage, ModelUsage usage) => Change(() =>
    {
        if (_stages.FindLast(state => BelongsTo(stage, state.Name)) is { } paying)
            paying.Tokens += usage.InputTokens + usage.OutputTokens;
    });

    /// <inheritdoc/>
    public void ToolCalled(ToolCall call) => Change(() =>
    {
        if (Open() is { } open)
            open.ToolCalls++;
    });

    /// <inheritdoc/>
    public void RoundEvaluated(VerificationRound round) => Change(() =>
    {
        _rounds.Add((round.Round, round.Score));
        if (Open() is { } open)
            open.Scored = (true, round.Score);
    });

    /// <inheritdoc/>
    public void Noticed(string message) => Change(() =>
    {
        if (_notices.Count == MostNotices)
            _notices.RemoveAt(0);
        _notices.Add(message);
    });

    /// <summary>The run broke in the stage that was entered last.</summary>
    public void Broke() => Change(() =>
    {
        if (_stages.Count > 0)
            _stages[^1].Broke = true;
    });

    /// <summary>The present state, which does not change any more.</summary>
    public ProgressSnapshot Snapshot()
    {
        lock (_gate)
        {
            var now = ElapsedMs();
            return new ProgressSnapshot(now, [.. _stages.Select(stage => stage.At(now))], [.. _rounds], [.. _notices]);
        }
    }

    private static bool BelongsTo(string paying, string stage) =>
        paying == stage || paying.StartsWith(stage, StringComparison.Ordinal) && paying.Length > stage.Length && paying[stage.Length] == '/';

    private StageState? Open() => _stages.Count > 0 && _stages[^1].Ms is null ? _stages[^1] : null;

    private double ElapsedMs() => _time.GetElapsedTime(_started).TotalMilliseconds;

    private void Change(Action change)
    {
        lock (_gate)
            change();
        Changed?.Invoke();
    }

    private sealed class StageState(string name, double startMs)
    {
        public string Name { get; } = name;

        public double? Ms { get; set; }

        public bool Broke { get; set; }

        public long Tokens { get; set; }

        public int ToolCalls { get; set; }

        public (bool Is, double? Score) Scored { get; set; }

        public List<ActivityState> Activities { get; } = [];

        public StageProgress At(double now) => new(
            Name, Ms ?? now - startMs, Broke ? StageCondition.Broken : Ms is null ? StageCondition.Running : StageCondition.Done, Tokens, ToolCalls, Scored.Is, Scored.Score, [.. Activities.Select(activity => activity.At(now))]);
    }

    private sealed class ActivityState(string lane, string name, double startMs)
    {
        public string Lane { get; } = lane;

        public string Name { get; } = name;

        public double? Ms { get; set; }

        public ActivityProgress At(double now) => new(Lane, Name, Ms ?? now - startMs, Ms is not null);
    }
}
