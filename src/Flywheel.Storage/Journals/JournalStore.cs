using Flywheel.Storage.Files;

namespace Flywheel.Storage.Journals;

/// <summary>
/// The folder of open journals, <c>data/open/&lt;run_id&gt;.journal</c>. A journal nobody holds locked belongs to a run that died.
/// Safe for any number of threads and processes.
/// </summary>
public sealed class JournalStore
{
    private const string Suffix = ".journal";
    private const string UnannouncedPrefix = ".new-";

    private readonly string _directory;

    /// <summary>Opens the store; the folder is created with the first journal.</summary>
    public JournalStore(string directory) => _directory = directory;

    /// <summary>Starts a journal: when the call returns, its first line and its name are durable and the lock is held.</summary>
    /// <param name="runId">The run; the file's name.</param>
    /// <param name="firstLine">The known prefix of the record.</param>
    /// <exception cref="IOException">The journal can not be made; nothing is left of it.</exception>
    public Journal Create(string runId, ReadOnlySpan<byte> firstLine)
    {
        FileSystem.CreateDurableDirectory(_directory);
        var unannounced = UnannouncedPathOf(runId);
        Journal? journal = null;
        try
        {
            var handle = File.OpenHandle(unannounced, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var held = FileSystem.Lock(handle, unannounced);
            journal = new Journal(unannounced, handle, held, 0);
            journal.Append(firstLine, Durability.Synced);
            var path = PathOf(runId);
            if (File.Exists(path))
                throw new IOException($"A run named {runId} is already open in {_directory}.");
            AtomicFile.Publish(unannounced, path);
            journal.FilePath = path;
            return journal;
        }
        catch
        {
            journal?.Dispose();
            File.Delete(unannounced);
            throw;
        }
    }

    /// <summary>The runs that have a journal, running or dead, in ordinal order.</summary>
    public IReadOnlyList<string> RunIds()
    {
        if (!Directory.Exists(_directory))
            return [];
        var ids = Directory.EnumerateFiles(_directory, "*" + Suffix)
            .Select(Path.GetFileName)
            .Where(static name => !name!.StartsWith(UnannouncedPrefix, StringComparison.Ordinal))
            .Select(static name => name![..^Suffix.Length])
            .ToList();
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>Where a run's journal is, or would be.</summary>
    public string PathOf(string runId) => Path.Combine(_directory, runId + Suffix);

    /// <summary>Where a run's journal is until it is announced.</summary>
    public string UnannouncedPathOf(string runId) => Path.Combine(_directory, UnannouncedPrefix + runId + Suffix);

    /// <summary>Takes over the journal of a dead run; null while its process lives, or when it is gone.</summary>
    public DeadJournal? TryClaim(string runId) => TryClaimFile(PathOf(runId), runId);

    /// <summary>Removes what a process left that died before its run was announced.</summary>
    public void RemoveUnannounced()
    {
        if (!Directory.Exists(_directory))
            return;
        foreach (var path in Directory.EnumerateFiles(_directory, UnannouncedPrefix + "*" + Suffix))
        {
            using var dead = TryClaimFile(path, "");
            dead?.Delete();
        }
    }

    private static DeadJournal? TryClaimFile(string path, string runId)
    {
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (FileSystem.TryLock(handle, path, out var held))
            {
                if (File.Exists(path)) // not finished and removed while we waited to open it
                    return new DeadJournal(runId, path, handle, held);
                held?.Dispose();
            }

            handle.Dispose();
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
