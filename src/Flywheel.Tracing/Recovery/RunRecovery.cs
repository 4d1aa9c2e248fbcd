using System.Text.Json;
using Flywheel.Storage.Journals;
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
    private const string ProcessDied = "ProcessDied";

    private readonly Workspace _workspace;
    private readonly TimeProvider _time;
    private readonly LeverageCosts _costs;

    /// <summary>Prepares a recovery of this workspace.</summary>
    public RunRecovery(Workspace workspace, TimeProvider time, LeverageCosts costs)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(time);
        _workspace = workspace;
        _time = time;
        _costs = costs;
    }

    /// <summary>
    /// Recovers every dead run. What the disk does not let it settle stays as it is and is reported in <see cref="RecoveryReport.Failed"/>; the others
    /// are settled all the same.
    /// </summary>
    public RecoveryReport Recover()
    {
        var pass = new Pass(this);
        pass.Try("(unannounced)", _workspace.Journals.RemoveUnannounced);
        foreach (var id in _workspace.Journals.RunIds())
            pass.Try(id, () => pass.Settle(id));
        foreach (var part in OrphanedParts())
            pass.Try(IdOf(part), () => CompleteOrphan(part));
        return pass.Report();
    }

    private static string IdOf(string part) => Path.GetFileName(part)[..^(TraceFileWriter.Suffix.Length + TracePart.Suffix.Length)];

    /// <summary>Traces whose run has its record already, and that a full disk kept from being finished.</summary>
    private List<string> OrphanedParts()
    {
        var traces = _workspace.PathOf("traces");
        if (!Directory.Exists(traces))
            return [];
        return
        [
            .. Directory.EnumerateFiles(traces, "*" + TraceFileWriter.Suffix + TracePart.Suffix, SearchOption.AllDirectories)
                .Where(part => !File.Exists(_workspace.Journals.PathOf(IdOf(part))) && !File.Exists(_workspace.Journals.UnannouncedPathOf(IdOf(part))))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void CompleteOrphan(string part)
    {
        var lastWrite = new DateTimeOffset(File.GetLastWriteTimeUtc(part), TimeSpan.Zero);
        TraceFileWriter.Complete(part, part[..^TracePart.Suffix.Length], EpochNanoseconds(lastWrite), IdOf(part));
    }

    private static long EpochNanoseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>One recovery.</summary>
    private sealed class Pass(RunRecovery recovery)
    {
        private readonly Workspace _workspace = recovery._workspace;
        private readonly LoggedRuns _logged = new(recovery._workspace.Runs.FilePath, recovery._workspace.Journals.RunIds());
        private readonly List<string> _recovered = [];
        private readonly List<string> _appended = [];
        private readonly List<string> _running = [];
        private readonly List<RecoveryFailure> _failed = [];

        public RecoveryReport Report() => new(_recovered, _appended, _running) { Failed = _failed };

        public void Try(string id, Action settle)
        {
            try
            {
                settle();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                _failed.Add(new RecoveryFailure(id, problem.Message));
            }
        }

        public void Settle(string id)
        {
            using var journal = _workspace.Journals.TryClaim(id);
            if (journal is not null)
                Settle(journal);
            else if (File.Exists(_workspace.Journals.PathOf(id)))
                _running.Add(id);
        }

        /// <summary>The record first: it matters most, and each of the steps may be repeated after a crash between any two.</summary>
        private void Settle(DeadJournal journal)
        {
            var read = JournalContent.Read(journal, _workspace);
            var steps = AllSteps(read);
            var record = read.Final?.Record ?? Decide(journal, read, steps.Count);
            if (!_logged.Hold(record.RunId))
            {
                _workspace.Runs.Append(JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Written.RunRecord));
                (record.Error?.Type == ProcessDied ? _recovered : _appended).Add(record.RunId);
            }

            if (record.StepsPath is { } path && steps.Count > 0)
                StepLog.Rewrite(_workspace.PathOf(path), steps.Values);
            CompleteTrace(read);
            journal.Delete();
        }

        /// <summary>Writes what the run's record is into the journal, so that another recovery after a crash in this one appends the same.</summary>
        private RunRecord Decide(DeadJournal journal, JournalContent read, int steps)
        {
            var stage = read.State.OpenStage?.Name ?? read.State.LastStage;
            var message = read.Damage is null
                ? "The process that ran this died before it finished; everything up to its last moment was kept."
                : $"The process that ran this died; part of its journal could not be read ({read.Damage}).";
            var outcome = new RunOutcome(RunOutcome.Error, new RunError(ProcessDied, stage, message));
            var record = read.State.ToRecord(outcome, read.LastInstant, recovery._costs) with { Steps = steps };
            if (record.TracePath is { } trace && !HasTrace(trace))
                record = record with { TracePath = null };
            var decided = new JournalEvent { T = recovery._time.GetUtcNow(), Ev = "final", Record = record, LogOffset = _workspace.Runs.Length };
            journal.Append(JsonSerializer.SerializeToUtf8Bytes(decided, JournalJson.Written.JournalEvent));
            return record;
        }

        private bool HasTrace(string relative) =>
            File.Exists(_workspace.PathOf(relative)) || File.Exists(_workspace.PathOf(relative) + TracePart.Suffix);

        /// <summary>The steps of the journal, and those of the file that a damaged journal lost.</summary>
        private SortedDictionary<int, Step> AllSteps(JournalContent read)
        {
            var steps = new SortedDictionary<int, Step>();
            foreach (var step in StepsOfFile(read.Prefix.StepsPath))
                steps[step.Seq] = step;

            foreach (var step in read.Steps)
                steps[step.Seq] = step;
            return steps;
        }

        private List<Step> StepsOfFile(string? path)
        {
            try
            {
                return path is null ? [] : [.. StepReader.Read(_workspace.PathOf(path))];
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return []; // the record is worth more; writing the file anew tells what is wrong
            }
        }

        private void CompleteTrace(JournalContent read)
        {
            if (read.Prefix.TracePath is not { } relative)
                return;
            var path = _workspace.PathOf(relative);
            TraceFileWriter.RemoveLeftovers(path);
            if (File.Exists(path + TracePart.Suffix))
                TraceFileWriter.Complete(path + TracePart.Suffix, path, EpochNanoseconds(read.LastInstant), read.Prefix.RunId);
        }
    }
}
