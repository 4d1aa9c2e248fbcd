using System.Text;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Redaction;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Recovery;

/// <summary>
/// Checks that what the log of runs says is there and unchanged: records, drafts, steps, traces, delivered files. Changes nothing. Each call checks anew;
/// thread-safe.
/// </summary>
public sealed class RunVerification
{
    private readonly Workspace _workspace;

    /// <summary>Prepares a check of this workspace.</summary>
    public RunVerification(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _workspace = workspace;
    }

    /// <summary>Checks every run.</summary>
    /// <exception cref="IOException">The log can not be read.</exception>
    public RunVerificationReport Verify(CancellationToken cancellationToken = default)
    {
        var check = new Check(_workspace);
        check.Journals();
        check.Log(cancellationToken);
        check.Outputs();
        check.OrphanedTraces();
        return check.Report();
    }

    /// <summary>One check.</summary>
    private sealed class Check(Workspace workspace)
    {
        private static readonly Redactor[] Redactors = [Redactor.Secrets, Redactor.SecretsAndEmail];

        private readonly InvalidLines _invalid = new();
        private readonly Dictionary<string, long> _runs = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _duplicates = new(StringComparer.Ordinal);
        private readonly List<string> _dead = [];
        private readonly List<string> _running = [];
        private readonly Dictionary<string, bool> _blobs = new(StringComparer.Ordinal);
        private readonly List<MissingBlob> _missingBlobs = [];
        private readonly List<MissingFile> _missingSteps = [];
        private readonly List<MissingFile> _missingTraces = [];
        private readonly Dictionary<string, RunRecord> _deliveries = new(StringComparer.Ordinal);
        private readonly List<MissingFile> _changed = [];
        private readonly List<string> _emptyPass = [];
        private int _records;
        private bool _torn;

        public void Journals()
        {
            foreach (var id in workspace.Journals.RunIds())
            {
                if (IsDead(id))
                    _dead.Add(id);
                else if (File.Exists(workspace.Journals.PathOf(id)))
                    _running.Add(id);
            }
        }

        private bool IsDead(string id)
        {
            try
            {
                using var journal = workspace.Journals.TryClaim(id);
                return journal is not null;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return true; // nobody can tell, and recovery would meet the same
            }
        }

        public void Log(CancellationToken cancellationToken)
        {
            foreach (var line in LogReader.Read(workspace.Runs.FilePath))
            {
                cancellationToken.ThrowIfCancellationRequested();
                _torn = !line.Terminated;
                if (RecordReader.TryRead(line.Bytes, out var record, out _, out var reason))
                {
                    _invalid.Saw(line.Bytes.Span);
                    Record(record, line.Offset);
                }
                else
                {
                    _invalid.Add(line, reason);
                }
            }
        }

        public void Outputs()
        {
            foreach (var (path, record) in _deliveries)
            {
                if (OutputProblem(path, record.OutputBlob!) is { } problem)
                    _changed.Add(new MissingFile(record.RunId, record.OutputPath!, problem));
            }
        }

        /// <summary>Unfinished traces of runs that have neither a journal nor a record that tells of them.</summary>
        public void OrphanedTraces()
        {
            var traces = workspace.PathOf("traces");
            if (!Directory.Exists(traces))
                return;
            foreach (var part in Directory.EnumerateFiles(traces, "*.trace.json" + TracePart.Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var id = Path.GetFileName(part)[..^(".trace.json".Length + TracePart.Suffix.Length)];
                var hasJournal = File.Exists(workspace.Journals.PathOf(id)) || File.Exists(workspace.Journals.UnannouncedPathOf(id));
                if (!hasJournal && File.Exists(part)) // a run that has just ended removed its part before its journal
                    _missingTraces.Add(new MissingFile(id, workspace.RelativePath(part), "unfinished, and no journal speaks of it: `flywheel runs recover` completes it"));
            }
        }

        public RunVerificationReport Report()
        {
            var invalid = _invalid.Explain(_runs);
            return new RunVerificationReport
            {
                Records = _records,
                InvalidLines = invalid,
                TornTail = _torn,
                OpenJournals = _dead,
                StillRunning = _running,
                DuplicateRunIds = [.. _duplicates],
                MissingBlobs = _missingBlobs,
                MissingSteps = _missingSteps,
                MissingTraces = _missingTraces,
                OutputChanged = _changed,
                EmptyPass = _emptyPass,
                Ok = invalid.All(static line => line.Explained)
                    && _dead.Count + _duplicates.Count + _missingBlobs.Count + _missingSteps.Count == 0
                    && _missingTraces.Count + _changed.Count + _emptyPass.Count == 0,
            };
        }

        private void Record(RunRecord record, long offset)
        {
            _records++;
            if (!_runs.TryAdd(record.RunId, offset))
                _duplicates.Add(record.RunId);
            foreach (var draft in record.Drafts)
                Blob(record.RunId, draft.Blob, $"draft of round {draft.Round}");
            if (record.OutputBlob is { } output)
                Blob(record.RunId, output, "output");
            Steps(record);
            Trace(record);
            if (record is { OutputPath: not null, OutputBlob: not null })
                _deliveries[workspace.PathOf(record.OutputPath)] = record;
            if (record.Final == RunOutcome.Pass && (record.OutputBytes == 0 || record is { StepsPath: not null, OutputBlob: null }))
                _emptyPass.Add(record.RunId);
        }

        private void Steps(RunRecord record)
        {
            if (record.StepsPath is not { } path || record.Steps == 0)
                return;
            var invalid = 0;
            var count = 0;
            foreach (var step in StepReader.Read(workspace.PathOf(path), _ => invalid++))
            {
                count++;
                Blob(record.RunId, step.ArgsBlob, $"arguments of step {step.Seq}");
                Blob(record.RunId, step.ResultBlob, $"result of step {step.Seq}");
            }

            if (count != record.Steps || invalid > 0)
                _missingSteps.Add(new MissingFile(record.RunId, path, $"{count} of {record.Steps} steps can be read, {invalid} lines can not"));
        }

        private void Trace(RunRecord record)
        {
            if (record.TracePath is not { } path || File.Exists(workspace.PathOf(path)))
                return;
            var unfinished = File.Exists(workspace.PathOf(path) + TracePart.Suffix);
            if (!unfinished || File.Exists(workspace.Journals.PathOf(record.RunId)))
                _missingTraces.Add(new MissingFile(record.RunId, path, unfinished ? "unfinished: `flywheel runs recover` completes it" : "missing"));
        }

        private void Blob(string runId, string? blob, string where)
        {
            if (blob is null || !BlobId.TryParse(blob, out var id))
            {
                if (blob is not null)
                    _missingBlobs.Add(new MissingBlob(runId, blob, $"no blob id ({where})"));
                return;
            }

            if (!_blobs.TryGetValue(blob, out var sound))
                _blobs[blob] = sound = IsSound(id);
            if (!sound)
                _missingBlobs.Add(new MissingBlob(runId, blob, $"{(workspace.Blobs.Contains(id) ? "changed" : "missing")} ({where})"));
        }

        private bool IsSound(BlobId id)
        {
            try
            {
                workspace.Blobs.Read(id);
                return true;
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        /// <summary>The delivered file is verbatim and its blob is redacted: they are compared after redaction.</summary>
        private static string? OutputProblem(string path, string blob)
        {
            if (!File.Exists(path))
                return "missing";
            try
            {
                var bytes = File.ReadAllBytes(path);
                if (BlobId.Of(bytes).ToString() == blob)
                    return null;
                var text = Encoding.UTF8.GetString(bytes);
                return Redactors.Any(redactor => BlobId.Of(Encoding.UTF8.GetBytes(redactor.Redact(text).Text)).ToString() == blob)
                    ? null
                    : "changed since it was delivered";
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return $"can not be read: {problem.Message}";
            }
        }
    }
}
