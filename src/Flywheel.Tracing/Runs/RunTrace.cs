using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Redaction;
using Flywheel.Storage.Security;
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
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly Lock _gate = new();
    private readonly RunTraceOptions _options;
    private readonly Workspace _workspace;
    private readonly Journal _journal;
    private readonly RunState _state;
    private readonly StepLog _steps;
    private readonly TracePart? _part;
    private readonly List<Lane> _lanes = [];
    private readonly long _startEpochNs;
    private readonly long _startTicks;
    private readonly bool _systemClock;
    private SpanScope _stageSpan;
    private int _stepSeq;
    private RunRecord? _record;

    private RunTrace(Workspace workspace, RunTraceOptions options, RunRecord prefix, Journal journal)
    {
        _workspace = workspace;
        _options = options;
        _journal = journal;
        _state = new RunState(prefix);
        _systemClock = ReferenceEquals(options.Time, TimeProvider.System);
        _startEpochNs = (prefix.Timestamp!.Value - DateTimeOffset.UnixEpoch).Ticks * 100;
        _startTicks = options.Time.GetTimestamp();
        Id = prefix.RunId;
        _steps = new StepLog(workspace.PathOf(prefix.StepsPath!));
        _part = OpenPart(workspace.PathOf(prefix.TracePath!), Id);
        RootActivity = RunTelemetry.Activities.HasListeners() ? StartRootActivity(prefix) : null;
        Main = AddLane(MainLane);
        Main.Span("run");
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
                return new RunConsumption(ElapsedMs / 1000, _state.InputTokens, _state.ToolCalls, _state.CostUsd ?? 0);
        }
    }

    /// <summary>The workspace the run is recorded in.</summary>
    public Workspace Workspace => _workspace;

    internal Activity? RootActivity { get; }

    internal TimeProvider Time => _options.Time;

    internal IRunObserver? Observer => _options.Observer;

    /// <summary>Nanoseconds since the epoch, monotonic within the run.</summary>
    internal long NowNs => _systemClock
        ? _startEpochNs + (long)((Stopwatch.GetTimestamp() - _startTicks) * NanosecondsPerTick)
        : _startEpochNs + _options.Time.GetElapsedTime(_startTicks).Ticks * 100;

    private double ElapsedMs => Math.Round((NowNs - _startEpochNs) / 1e6, 3);

    private DateTimeOffset Now => _state.Start.AddTicks((NowNs - _startEpochNs) / 100);

    /// <summary>Starts a run: when the call returns, its journal is on disk and its id may be announced.</summary>
    /// <exception cref="IOException">The journal can not be made (full or read-only disk): the run must not start.</exception>
    public static RunTrace Start(Workspace workspace, RunStart start, RunTraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(start);
        options ??= new RunTraceOptions();
        var now = options.Time.GetUtcNow();
        var id = RunId.New(now).ToString();
        var task = options.Redactor.Redact(start.Task);
        var prefix = Prefix(start, id, now) with { Task = task.Text };
        var journal = workspace.Journals.Create(id, JsonSerializer.SerializeToUtf8Bytes(prefix, RecordJson.Written.RunRecord));
        try
        {
            var trace = new RunTrace(workspace, options, prefix, journal);
            trace.ReportRedactions("task", task);
            return trace;
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

    /// <summary>Enters a stage on the first lane and leaves the stage before it.</summary>
    public void EnterStage(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        LeaveStage();
        Record(Event("stage") with { Stage = name, StartMs = ElapsedMs }, Durability.Synced);
        _stageSpan = Main.Span(name);
        Main.Flush();
        Observer?.StageEntered(name);
    }

    /// <summary>Leaves the present stage, if one is open.</summary>
    public void LeaveStage()
    {
        (string Name, double StartMs)? open;
        lock (_gate)
            open = _state.OpenStage;
        if (open is not var (name, startMs))
            return;
        _stageSpan.Dispose();
        var ms = Math.Round(ElapsedMs - startMs, 3);
        Record(Event("stage") with { Stage = name, StartMs = startMs, Ms = ms }, Durability.Synced);
        Observer?.StageLeft(name, ms);
    }

    /// <summary>Adds what a model call used to a stage.</summary>
    public void LogUsage(string stage, ModelUsage usage)
    {
        Record(
            Event("usage") with { Stage = stage, Input = usage.InputTokens, Output = usage.OutputTokens, Ms = usage.Ms, CostUsd = usage.CostUsd },
            Durability.Written);
        Observer?.Used(stage, usage);
    }

    /// <summary>Records a search or tool call; its number is assigned here.</summary>
    public void RecordToolCall(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_gate)
        {
            var numbered = call with
            {
                Seq = _state.ToolCalls + 1,
                Query = call.Query is null ? null : Clean("tool_call", call.Query),
                Error = call.Error is null ? null : Clean("tool_call", call.Error),
            };
            RecordLocked(Event("tool") with { Tool = numbered }, Durability.Written);
        }

        Observer?.ToolCalled(call);
    }

    /// <summary>Records a step with its whole texts; durable when the call returns.</summary>
    /// <param name="lane">Where it happened.</param>
    /// <param name="entry">What happened.</param>
    public void RecordStep(Lane lane, StepEntry entry)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(entry);
        var arguments = PutBlob(entry.Name, entry.Arguments);
        var result = PutBlob(entry.Name, entry.Result);
        lane.Flush();
        lock (_gate)
        {
            var step = new Step
            {
                Seq = ++_stepSeq,
                Lane = lane.Name,
                Stage = entry.Stage,
                Kind = entry.Kind,
                Name = entry.Name,
                ArgsBlob = arguments,
                ResultBlob = result,
                Model = entry.Model,
                FinishReason = entry.FinishReason,
                InputTokens = entry.InputTokens,
                OutputTokens = entry.OutputTokens,
                Ms = Math.Round(entry.Ms, 3),
                Attempt = entry.Attempt,
                Error = entry.Error is null ? null : Clean(entry.Name, entry.Error),
            };
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

    /// <summary>Records the evaluation of a round; durable when the call returns.</summary>
    public void AddRound(VerificationRound round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var clean = round with
        {
            Issues = [.. round.Issues.Select(issue => Clean("evaluation", issue))],
            Feedback = Clean("evaluation", round.Feedback),
            Panel =
            [
                .. round.Panel.Select(review => review with
                {
                    Issues = [.. review.Issues.Select(issue => Clean("panel", issue))],
                    Strengths = [.. review.Strengths.Select(strength => Clean("panel", strength))],
                }),
            ],
        };
        Record(Event("round") with { Round = clean }, Durability.Synced);
        Observer?.RoundEvaluated(clean);
    }

    /// <summary>Records facts that became known.</summary>
    public void Note(RunNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var clean = notes with { Plan = notes.Plan is { } plan ? Clean(plan) : null };
        Record(Event("set") with { Set = clean }, Durability.Written);
    }

    /// <summary>
    /// Delivers the output: the file verbatim (atomically), its redacted text as a blob, and what the record says of it.
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
        Record(
            Event("set") with
            {
                Set = new RunNotes
                {
                    OutputPath = _workspace.RelativePath(path),
                    OutputBlob = blob,
                    OutputBytes = bytes.Length,
                    OutputLines = CountLines(text),
                    SelectedRound = round,
                },
            },
            Durability.Synced);
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
    /// <exception cref="RecordPendingException">The record is in the journal, and could not be appended to the log.</exception>
    public RunRecord Finalize(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        lock (_gate)
        {
            if (_record is not null)
                return _record;
            CloseStageQuietly();
            CloseTrace();
            var problem = outcome.Problem is { } error ? error with { Message = CleanQuietly(error.Message) } : null;
            _record = _state.ToRecord(outcome with { Problem = problem }, Now, _options.Costs);
            Publish(_record);
            RootActivity?.SetTag(GenAiNames.Outcome, _record.Final);
            RootActivity?.SetStatus(_record.Final == RunOutcome.Error ? ActivityStatusCode.Error : ActivityStatusCode.Ok, _record.Error?.Message);
            RootActivity?.Dispose();
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
            _part?.Dispose();
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
            OperationCanceledException => new RunError("Cancelled", stage, "The run was cancelled."),
            IOException full when FileSystem.IsDiskFull(full) => new RunError("DiskFull", stage, failure.Message),
            _ => new RunError(TypeName(failure), stage, failure.Message),
        };
    }

    internal void WriteSpans(ReadOnlySpan<SpanEvent> events, int tid) => _part?.Write(events, tid);

    /// <summary>Redacts a text and logs what was taken out.</summary>
    internal string Clean(string caller, string text)
    {
        var redacted = _options.Redactor.Redact(text);
        ReportRedactions(caller, redacted);
        return redacted.Text;
    }

    /// <summary>Redacts the message that ends a run: on a full disk the event is lost, the record is not.</summary>
    private string CleanQuietly(string message)
    {
        try
        {
            return Clean("error", message);
        }
        catch (IOException)
        {
            return _options.Redactor.Redact(message).Text;
        }
    }

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
        TracePath = $"traces/{now.UtcDateTime.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)}/{id}.trace.json",
    };

    private static TracePart? OpenPart(string path, string id)
    {
        try
        {
            return new TracePart(path + TracePart.Suffix, $"flywheel {id}");
        }
        catch (IOException)
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
        _state.Apply(happened);
    }

    private void Publish(RunRecord record)
    {
        var final = Event("final") with { Record = record, LogOffset = _workspace.Runs.Length };
        _journal.AppendFinal(JsonSerializer.SerializeToUtf8Bytes(final, JournalJson.Written.JournalEvent));
        try
        {
            _workspace.Runs.Append(JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Written.RunRecord));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _journal.Dispose();
            throw new RecordPendingException(Id, _workspace.RelativePath(_journal.FilePath), failure);
        }

        if (_part is null || !File.Exists(_part.FilePath))
            _journal.Delete();
        else
            _journal.Dispose(); // the trace is unfinished: recovery completes it and then removes the journal
    }

    private void CloseStageQuietly()
    {
        try
        {
            LeaveStage();
        }
        catch (IOException)
        {
            // A full disk: the state still knows the open stage, and the record tells its time.
        }
    }

    private void CloseTrace()
    {
        foreach (var lane in _lanes.AsEnumerable().Reverse())
            lane.Dispose();
        try
        {
            _steps.Sync();
            if (_part is null)
                return;
            _part.Dispose();
            TraceFileWriter.Complete(_part.FilePath, _part.FilePath[..^TracePart.Suffix.Length], NowNs, Id);
        }
        catch (IOException)
        {
            // The part stays; recovery completes it when there is space again.
        }
    }

    private Lane AddLane(string name)
    {
        lock (_gate)
        {
            var lane = new Lane(this, name, _lanes.Count + 1);
            _lanes.Add(lane);
            _part?.AddLane(lane.Tid, name);
            return lane;
        }
    }

    private string? PutBlob(string caller, string? text) => text is null ? null : _workspace.Blobs.Put(Clean(caller, text)).ToString();

    private JsonElement Clean(JsonElement value)
    {
        var node = JsonNode.Parse(value.GetRawText());
        using var document = JsonDocument.Parse((CleanNode(node) ?? JsonValue.Create("")).ToJsonString());
        return document.RootElement.Clone();
    }

    private JsonNode? CleanNode(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, CleanNode(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(CleanNode)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Clean("plan", text)),
        _ => node?.DeepClone(),
    };

    private void ReportRedactions(string caller, RedactedText redacted)
    {
        foreach (var redaction in redacted.Redactions)
        {
            _workspace.Security.Record(new SecurityEvent
            {
                RunId = Id,
                Type = "secret",
                Layer = "redactor",
                Target = "file_write",
                Severity = SecuritySeverity.Warn,
                Caller = caller,
                Rule = redaction.Rule,
                Reason = $"A secret ({redaction.Rule}) was taken out before writing.",
                Action = "redacted",
                Offset = redaction.Offset,
                Length = redaction.Length,
            });
        }
    }

    private Activity? StartRootActivity(RunRecord prefix)
    {
        var activity = RunTelemetry.Activities.StartActivity($"{GenAiNames.OperationInvokeAgent} {prefix.Harness?.Name ?? "agent"}", ActivityKind.Internal, default(ActivityContext));
        activity?.SetTag(GenAiNames.Operation, GenAiNames.OperationInvokeAgent);
        activity?.SetTag(GenAiNames.AgentName, prefix.Harness?.Name);
        activity?.SetTag(GenAiNames.ConversationId, prefix.SessionId);
        activity?.SetTag(GenAiNames.RunId, Id);
        return activity;
    }
}
