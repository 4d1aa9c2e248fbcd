using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// How a finished run becomes one record in the log: the record goes into the journal's reserve first, then to the log, and the journal goes last.
/// Whatever fails, or kills the process, in between, recovery finds the record in one of them. Used under the recorder's lock.
/// </summary>
internal sealed class RunPublication(Workspace workspace, Journal journal)
{
    /// <summary>Writes the record; false when the log could not take it.</summary>
    public bool TryPublish(RunRecord record, JournalEvent final, [NotNullWhen(false)] out RecordPendingException? pending)
    {
        var unsaved = Save(final);
        try
        {
            workspace.Runs.Append(JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Written.RunRecord));
            pending = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            journal.Dispose();
            pending = new RecordPendingException(record.RunId, workspace.RelativePath(journal.FilePath), failure, outcomeKept: unsaved is null);
            return false;
        }
    }

    /// <summary>Removes the journal of a run that has all it needs.</summary>
    public void End()
    {
        try
        {
            journal.Delete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            journal.Dispose(); // recovery sees that the log has the record, and removes it
        }
    }

    private Exception? Save(JournalEvent final)
    {
        try
        {
            journal.AppendFinal(JsonSerializer.SerializeToUtf8Bytes(final, JournalJson.Written.JournalEvent));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure; // no reserve on this file system; the log may still take the record
        }
    }
}
