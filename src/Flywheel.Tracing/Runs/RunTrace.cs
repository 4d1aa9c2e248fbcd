using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Identity;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// The recorder of one run. From its first moment the run has a journal on disk; whatever happens, it ends as one record in the log, with its steps,
/// its drafts and a trace. It is passed to what works, never global.
/// </summary>
/// <remarks>
/// Thread-safe. Use <see cref="RunAsync"/>, which also records exceptions; or <see cref="Start"/>, <see cref="Finalize(RunOutcome)"/> and
/// <see cref="Dispose"/>, which records a run that was not finalized as ERROR. Every text is redacted before it is written.
/// </remarks>
public sealed class RunTrace : IDisposable
{
    private const string MainLane = "pipeline";

    private readonly Lock _gate = new();
    private readonly RunTraceOptions _options;
    private readonly Workspace _workspace;
    private readonly Journal _journal;
    private readonly RunState _state;
    private readonly StepLog _steps;
    private readonly RunClock _clock;
    private readonly RunRedaction _redaction;
    private readonly List<Lane> _lanes = [];
    private SpanScope _stageSpan;
    private int _stepSeq;
    private RunRecord? _record;
    private RecordPendingException? _pending;

    private RunTrace(Workspace workspace, RunTraceOptions options, RunRecord prefix, Journal journal, RunRedaction redaction)
    {
        _workspace = workspace;
        _options = options;
        _journal = journal;
        _redaction = redaction;
        _state = new RunState(prefix);
        _clock = new RunClock(options.Time, prefix.Timestamp!.Value);
        Id = prefix.RunId;
        _steps = new StepLog(workspace.PathOf(prefix.StepsPath!));
        Part = OpenPart(workspace.PathOf(prefix.TracePath!));
        RootActivity = RunTelemetry.StartRun(prefix);
        Main = AddLane(MainLane);
        Main.Span("run", activity: null);
        Main.Flush();
    }

    /// <summary>The run's id.</summary>
    public string Id { get; }

    /// <summary>The first lane, on which the stages are.</summary>
    public Lane Main { get; }

    /// <summary>The stage that is open, or null.</summary>
    public string? CurrentStage
    {
        get
        {
            lock (_gate)
                return _state.OpenStage?.Name;
        }
    }

    /// <summary>What the run has used so far.</summary>
    public RunConsumption Consumed
    {
        get
        {
            lock (_gate)
                return new RunConsumption(ElapsedMs / 1000, _state.InputTokens, _state.ToolCalls, _state.CostUsd ?? 0) { OutputTokens = _state.OutputTokens };
        }
    }

    /// <summary>The workspace the run is recorded in.</summary>
    public Workspace Workspace => _workspace;

    internal Activity? RootActivity { get; }

    /// <summary>The trace file; null when it could not be made.</summary>
    internal TracePart? Part { get; }

    internal TimeProvider Time => _options.Time;

    internal IRunObserver? Observer => _options.Observer;

    private double ElapsedMs => Math.Round((_clock.NowNs - _clock.StartNs) / 1e6, 3);

    private DateTimeOffset Now => _state.Start.AddTicks((_clock.NowNs - _clock.StartNs) / 100);

    /// <summary>Starts a run: when the call returns, its journal is on disk and its id may be announced.</summary>
    /// <exception cref="IOException">The journal can not be made (full or read-only disk): the run must not start, and nothing is left of it.</exception>
    public static RunTrace Start(Workspace workspace, RunStart start, RunTraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(start);
        options ??= new RunTraceOptions();
        var now = options.Time.GetUtcNow();
        var id = RunId.New(now).ToString();
        var redaction = new RunRedaction(id, options.Redactor, workspace.Security);
        var prefix = Prefix(redaction.Clean(start), id, now);
        var journal = workspace.Journals.Create(id, JsonSerializer.SerializeToUtf8Bytes(prefix, RecordJson.Written.RunRecord));
        try
        {
            return new RunTrace(workspace, options, prefix, journal, redaction);
        }
        catch
        {
            journal.Delete();
            throw;
        }
    }

    /// <summary>
    /// Runs work under a recorder and records how it ended, exceptions included. The result carries the exception instead of throwing it.
    /// </summary>
    /// <exception cref="IOException">The run could not start; no record exists.</exception>
    /// <exception cref="RecordPendingException">The run is finished and its record waits in the journal.</exception>
    public static async Task<RunResult> RunAsync(
        Workspace workspace, RunStart start, Func<RunTrace, Task<RunOutcome>> work, RunTraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var trace = Start(workspace, start, options);
        RunOutcome outcome;
        Exception? failure = null;
        try
        {
            outcome = await work(trace);
        }
        catch (Exception error)
        {
            failure = error;
            outcome = new RunOutcome(RunOutcome.Error, trace.Describe(error));
        }

        return new RunResult(trace.Finalize(outcome), failure);
    }

    /// <summary>Begins a span on the first lane.</summary>
    public SpanScope Span(string name) => Main.Span(name);

    /// <summary>Begins a span with values on the first lane.</summary>
    public SpanScope Span(string name, params SpanArgument[] arguments) => Main.Span(name, arguments);

    /// <summary>Opens a lane for parallel work; dispose it when the work is done.</summary>
    public Lane OpenLane(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return AddLane(name);
    }

    /// <summary>Enters a stage on the first lane and leaves the stage before it; on disk when the call returns.</summary>
    public void EnterStage(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        LeaveStage(Durability.Written); // the next line's sync covers it
        var startMs = ElapsedMs;
        _stageSpan = Main.Span(name); // the time of the sync belongs to a stage, too
        Record(Event("stage") with { Stage = name, StartMs = startMs }, Durability.Synced);
        Main.Flush();
        Observer?.StageEntered(name);
    }

    /// <summary>Leaves the present stage, if one is open.</summary>
    public void LeaveStage() => LeaveStage(Durability.Synced);

    /// <summary>Adds what a model call used to a stage.</summary>
    public void LogUsage(string stage, ModelUsage usage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var cost = usage.CostUsd is { } known && double.IsFinite(known) ? usage.CostUsd : null;
        var ms = double.IsFinite(usage.Ms) ? usage.Ms : 0;
        Record(Event("usage") with { Stage = stage, Input = usage.InputTokens, Output = usage.OutputTokens, Ms = ms, CostUsd = cost }, Durability.Written);
        Observer?.Used(stage, usage);
    }

    /// <summary>Records a search or tool call; its number is assigned here.</summary>
    public void RecordToolCall(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var clean = _redaction.Clean(call);
        lock (_gate)
        {
            clean = clean with { Seq = _state.ToolCalls + 1, Stage = clean.Stage ?? _state.OpenStage?.Name };
            RecordLocked(Event("tool") with { Tool = clean }, Durability.Written);
        }

        RunTelemetry.ReportTool(clean, Id, Main.CurrentActivity ?? RootActivity);
        Observer?.ToolCalled(clean);
    }

    /// <summary>Records a step with its whole texts; durable when the call returns.</summary>
    /// <param name="lane">Where it happened.</param>
    /// <param name="entry">What happened.</param>
    public void RecordStep(Lane lane, StepEntry entry)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(entry);
        var step = new Step
        {
            Lane = lane.Name,
            Stage = entry.Stage,
            Kind = entry.Kind,
            Name = _redaction.Clean("step", entry.Name),
            ArgsBlob = PutBlob(entry.Name, entry.Arguments),
            ResultBlob = PutBlob(entry.Name, entry.Result),
            Model = entry.Model,
            FinishReason = entry.FinishReason,
            InputTokens = entry.InputTokens,
            OutputTokens = entry.OutputTokens,
            Ms = Math.Round(entry.Ms, 3),
            Attempt = entry.Attempt,
            Error = _redaction.CleanOrNull(entry.Name, entry.Error),
        };
        lane.Flush();
        lock (_gate)
        {
            step = step with { Seq = ++_stepSeq };
            RecordLocked(Event("step") with { Step = step }, Durability.Synced);
            _steps.Append(step);
        }
    }

    /// <summary>Keeps the whole text of a round, immutable; durable when the call returns.</summary>
    /// <param name="round">From 1.</param>
    /// <param name="text">The draft.</param>
    public void AddDraft(int round, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blob = PutBlob($"draft {round}", text)!;
        Record(Event("draft") with { Draft = new Draft(round, blob, text.Length) }, Durability.Synced);
    }

    /// <summary>Records the evaluation of a round; durable when the call returns. Scores that are no numbers become null.</summary>
    public void AddRound(VerificationRound round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var clean = _redaction.Clean(round);
        Record(Event("round") with { Round = clean }, Durability.Synced);
        Observer?.RoundEvaluated(clean);
    }

    /// <summary>Records facts that became known.</summary>
    /// <exception cref="ArgumentException">A further field has the name of one that the record has.</exception>
    public void Note(RunNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        if (notes.Other?.Keys.FirstOrDefault(RecordJson.IsField) is { } taken)
            throw new ArgumentException($"The record has a field {taken} of its own.", nameof(notes));
        Record(Event("set") with { Set = _redaction.Clean(notes) }, Durability.Written);
    }

    /// <summary>
    /// Delivers the output: the file verbatim (atomically), its redacted text as a blob, and what the record says of it. A text of nothing but white space
    /// is delivered as it is, and counts as empty.
    /// </summary>
    /// <param name="path">Where the user wants it; its folder must exist.</param>
    /// <param name="text">The document.</param>
    /// <param name="round">The round whose text it is, or null for a run without rounds.</param>
    public void DeliverOutput(string path, string text, int? round)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blob = PutBlob("output", text);
        var bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, bytes);
        var delivered = new RunNotes
        {
            OutputPath = _workspace.RelativePath(path),
            OutputBlob = blob,
            OutputBytes = bytes.Length,
            OutputLines = CountLines(text),
            SelectedRound = round,
        };
        Record(Event("set") with { Set = delivered, Blank = string.IsNullOrWhiteSpace(text) }, Durability.Synced);
    }

    /// <summary>Tells a live display something, and marks it in the trace.</summary>
    public void Notice(string message)
    {
        Main.Instant("notice", SpanArgument.Of("message", message));
        Observer?.Noticed(message);
    }

    /// <summary>
    /// Ends the run: trace file, steps, and the one record in the log. A PASS without a whole output becomes a FAIL. Finalizing again returns the same record.
    /// </summary>
    /// <exception cref="RecordPendingException">The record could not be appended to the log; the journal keeps it.</exception>
    public RunRecord Finalize(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        lock (_gate)
        {
            if (_pending is not null)
                throw _pending;
            if (_record is not null)
                return _record;
            CloseStageQuietly();
            var finishedAt = Now;
            var settled = CloseTrace() & CloseSteps();
            var problem = outcome.Problem is { } error ? _redaction.Clean(error) : null;
            _record = _state.ToRecord(outcome with { Problem = problem }, finishedAt, _options.Costs);
            if (Part is null)
                _record = _record with { TracePath = null };
            if (RootActivity is not null)
                RunTelemetry.EndRun(RootActivity, _record);
            Publish(_record, settled);
            return _record;
        }
    }

    /// <summary>Records a run that was not finalized as ERROR, and releases its files.</summary>
    public void Dispose()
    {
        try
        {
            if (_record is null)
                Finalize(new RunOutcome(RunOutcome.Error, new RunError("NotFinalized", CurrentStage, "The run ended without saying how.")));
        }
        finally
        {
            Part?.Dispose();
            _steps.Dispose();
            _journal.Dispose();
        }
    }

    /// <summary>How an exception stands in the record.</summary>
    public RunError Describe(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        string? stage;
        lock (_gate)
            stage = _state.OpenStage?.Name ?? _state.LastStage;
        return failure switch
        {
            OperationCanceledException { InnerException: TimeoutException timeout } => new RunError("Timeout", stage, timeout.Message),
            OperationCanceledException => new RunError("Cancelled", stage, "The run was cancelled."),
            IOException full when FileSystem.IsDiskFull(full) => new RunError("DiskFull", stage, failure.Message),
            _ => new RunError(TypeName(failure), stage, failure.Message),
        };
    }

    /// <summary>Redacts a text and logs what was taken out; a full disk does not stop it.</summary>
    internal string CleanQuietly(string caller, string text) => _redaction.CleanQuietly(caller, text);

    private static string TypeName(Exception failure)
    {
        var name = failure.GetType().Name;
        return name.EndsWith("Exception", StringComparison.Ordinal) ? name[..^"Exception".Length] : name;
    }

    private static RunRecord Prefix(RunStart start, string id, DateTimeOffset now) => new()
    {
        RunId = id,
        SessionId = start.SessionId,
        ParentRunId = start.ParentRunId,
        ExperimentId = start.ExperimentId,
        Timestamp = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
        Actor = start.Actor,
        Channel = start.Channel,
        TaskId = start.TaskId,
        Overrides = start.Overrides,
        Task = start.Task,
        Harness = start.Harness,
        ProducerModel = start.ProducerModel,
        EvaluatorModel = start.EvaluatorModel,
        PlannerModel = start.PlannerModel,
        Verified = start.Verified,
        TacHours = start.TacHours,
        TacSource = start.TacSource,
        StepsPath = $"steps/{id}.jsonl",
        TracePath = $"traces/{now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}/{id}.trace.json",
    };

    private TracePart? OpenPart(string path)
    {
        try
        {
            return new TracePart(path + TracePart.Suffix, $"flywheel {Id}", text => CleanQuietly("trace", text));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // a run is worth more than its trace
        }
    }

    private static int CountLines(string text)
    {
        var newlines = text.AsSpan().Count('\n');
        return text.Length == 0 || text[^1] == '\n' ? newlines : newlines + 1;
    }

    private JournalEvent Event(string kind) => new() { T = Now, Ev = kind };

    private void Record(JournalEvent happened, Durability durability)
    {
        lock (_gate)
            RecordLocked(happened, durability);
    }

    /// <summary>First to disk, then into the state: what the state knows, a recovery knows too.</summary>
    private void RecordLocked(JournalEvent happened, Durability durability)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(happened, JournalJson.Written.JournalEvent);
        if (happened.Step is null)
            _journal.Append(line, durability);
        else
            _journal.AppendDetail(line, durability);
        _state.TryApply(happened);
    }

    private void LeaveStage(Durability durability)
    {
        (string Name, double StartMs)? open;
        lock (_gate)
            open = _state.OpenStage;
        if (open is not var (name, startMs))
            return;
        _stageSpan.Dispose();
        var ms = Math.Round(ElapsedMs - startMs, 3);
        Record(Event("stage") with { Stage = name, StartMs = startMs, Ms = ms }, durability);
        Observer?.StageLeft(name, ms);
    }

    private void Publish(RunRecord record, bool settled)
    {
        var publication = new RunPublication(_workspace, _journal);
        if (!publication.TryPublish(record, Event("final") with { Record = record, LogOffset = _workspace.Runs.Length }, out _pending))
            throw _pending;
        if (settled)
            publication.End();
        else
            _journal.Dispose(); // kept for recovery, which finishes the trace or the steps that a full disk did not take
    }

    private void CloseStageQuietly()
    {
        try
        {
            LeaveStage();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk: the state still knows the open stage, and the record tells its time.
        }
    }

    /// <summary>Finishes the trace file; false when it is left to recovery.</summary>
    private bool CloseTrace()
    {
        foreach (var lane in _lanes.AsEnumerable().Reverse())
            lane.Dispose();
        if (Part is null)
            return true;
        try
        {
            Part.Dispose();
            TraceFileWriter.Complete(Part.FilePath, Part.FilePath[..^TracePart.Suffix.Length], _clock.NowNs, Id, Part.Failure?.Message);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Makes the steps durable; false when they are left to recovery.</summary>
    private bool CloseSteps()
    {
        try
        {
            _steps.Sync();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Lane AddLane(string name)
    {
        lock (_gate)
        {
            var lane = new Lane(this, _clock, name, _lanes.Count + 1);
            _lanes.Add(lane);
            Part?.AddLane(lane.Tid, name);
            return lane;
        }
    }

    private string? PutBlob(string caller, string? text) => text is null ? null : _workspace.Blobs.Put(_redaction.Clean(caller, text)).ToString();
}
