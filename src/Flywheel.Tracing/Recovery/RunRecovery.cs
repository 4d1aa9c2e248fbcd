using System.Text.Json;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Recovery;

/// <summary>
/// Turns the journals of dead processes into records: a run that was killed at any point ends as ERROR with all that its journal holds, a finished
/// run whose append failed is appended, and every unfinished trace becomes a whole one. Recovering twice, or from two processes, changes nothing more.
/// Thread-safe.
/// </summary>
public sealed class RunRecovery
{
    private readonly Workspace _workspace;
    private readonly TimeProvider _time;
    private readonly LeverageCosts _costs;

    /// <summary>Prepares a recovery of this workspace.</summary>
    public RunRecovery(Workspace workspace, TimeProvider time, LeverageCosts costs)
    {
        _workspace = workspace;
        _time = time;
        _costs = costs;
    }

    /// <summary>Recovers every dead run.</summary>
    /// <exception cref="IOException">The disk is still full: what was not recovered stays in its journal.</exception>
    public RecoveryReport Recover()
    {
        var recovered = new List<string>();
        var appended = new List<string>();
        var running = new List<string>();
        _workspace.Journals.RemoveUnannounced();
        foreach (var id in _workspace.Journals.RunIds())
        {
            using var journal = _workspace.Journals.TryClaim(id);
            if (journal is null)
            {
                if (File.Exists(_workspace.Journals.PathOf(id)))
                    running.Add(id);
                continue;
            }

            Settle(journal, recovered, appended);
        }

        CompleteOrphanedTraces();
        return new RecoveryReport(recovered, appended, running);
    }

    private void Settle(DeadJournal journal, List<string> recovered, List<string> appended)
    {
        var read = JournalContent.Read(journal);
        CompleteTrace(read.Prefix, read.LastInstant);
        if (read.Final is { Record: { } record } final)
        {
            if (!LogHolds(record.RunId, final.LogOffset ?? 0))
            {
                Append(record);
                appended.Add(journal.RunId);
            }
        }
        else
        {
            var died = Died(read);
            RestoreSteps(read);
            var decided = new JournalEvent { T = _time.GetUtcNow(), Ev = "final", Record = died, LogOffset = _workspace.Runs.Length };
            journal.Append(JsonSerializer.SerializeToUtf8Bytes(decided, JournalJson.Written.JournalEvent));
            Append(died);
            recovered.Add(journal.RunId);
        }

        journal.Delete();
    }

    private RunRecord Died(JournalContent read)
    {
        var stage = read.State.OpenStage?.Name ?? read.State.LastStage;
        var message = read.Damage is null
            ? "The process that ran this died before it finished; everything up to its last moment was kept."
            : $"The process that ran this died; part of its journal could not be read ({read.Damage}).";
        var outcome = new RunOutcome(RunOutcome.Error, new RunError("ProcessDied", stage, message));
        return read.State.ToRecord(outcome, read.LastInstant, _costs);
    }

    private void Append(RunRecord record) =>
        _workspace.Runs.Append(JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Written.RunRecord));

    private void RestoreSteps(JournalContent read)
    {
        if (read.Prefix.StepsPath is { } path && read.Steps.Count > 0)
            StepLog.Rewrite(_workspace.PathOf(path), read.Steps);
    }

    private void CompleteTrace(RunRecord prefix, DateTimeOffset lastInstant)
    {
        if (prefix.TracePath is not { } relative)
            return;
        var path = _workspace.PathOf(relative);
        if (File.Exists(path + TracePart.Suffix))
            TraceFileWriter.Complete(path + TracePart.Suffix, path, EpochNanoseconds(lastInstant), prefix.RunId);
    }

    /// <summary>Traces whose run has its record already, and that a full disk kept from being finished.</summary>
    private void CompleteOrphanedTraces()
    {
        var traces = _workspace.PathOf("traces");
        if (!Directory.Exists(traces))
            return;
        foreach (var part in Directory.EnumerateFiles(traces, "*.trace.json" + TracePart.Suffix, SearchOption.AllDirectories))
        {
            var path = part[..^TracePart.Suffix.Length];
            var id = Path.GetFileName(path)[..^".trace.json".Length];
            if (!File.Exists(_workspace.Journals.PathOf(id)) && !File.Exists(_workspace.Journals.UnannouncedPathOf(id)))
                TraceFileWriter.Complete(part, path, EpochNanoseconds(new DateTimeOffset(File.GetLastWriteTimeUtc(part), TimeSpan.Zero)), id);
        }
    }

    private bool LogHolds(string runId, long offset)
    {
        foreach (var line in LogReader.Read(_workspace.Runs.FilePath, Math.Min(offset, _workspace.Runs.Length)))
        {
            if (RecordReader.TryReadRunId(line.Bytes) == runId)
                return true;
        }

        return false;
    }

    private static long EpochNanoseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks * 100;
}
