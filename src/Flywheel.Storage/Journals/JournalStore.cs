using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

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
    /// <exception cref="IOException">The journal can not be made, or there is one of that name; nothing is left of the attempt.</exception>
    public Journal Create(string runId, ReadOnlySpan<byte> firstLine)
    {
        FileSystem.CreateDurableDirectory(_directory);
        var journal = CreateUnannounced(runId);
        try
        {
            journal.Append(firstLine, Durability.Synced);
            Announce(journal, runId);
            return journal;
        }
        catch
        {
            journal.Delete();
            throw;
        }
    }

    /// <summary>The runs that have a journal, running or dead, in ordinal order.</summary>
    public IReadOnlyList<string> RunIds()
    {
        if (!Directory.Exists(_directory))
            return [];
        var ids = Directory.EnumerateFiles(_directory, "*" + Suffix)
            .Select(static path => Path.GetFileNameWithoutExtension(path))
            .Where(static name => !name.StartsWith(UnannouncedPrefix, StringComparison.Ordinal))
            .ToList();
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>Where a run's journal is, or would be.</summary>
    /// <exception cref="ArgumentException">The id can not be a file name.</exception>
    public string PathOf(string runId)
    {
        ThrowIfNoFileName(runId);
        return Path.Combine(_directory, runId + Suffix);
    }

    /// <summary>Where a run's journal is until it is announced.</summary>
    /// <exception cref="ArgumentException">The id can not be a file name.</exception>
    public string UnannouncedPathOf(string runId)
    {
        ThrowIfNoFileName(runId);
        return Path.Combine(_directory, UnannouncedPrefix + runId + Suffix);
    }

    /// <summary>Takes over the journal of a dead run; null while its process lives or another recovers it, or when it is gone.</summary>
    /// <exception cref="UnauthorizedAccessException">The journal belongs to someone else.</exception>
    public DeadJournal? TryClaim(string runId) => TryClaimFile(runId, PathOf(runId));

    /// <summary>Removes what a process left that died before its run was announced.</summary>
    public void RemoveUnannounced()
    {
        if (!Directory.Exists(_directory))
            return;
        foreach (var path in Directory.EnumerateFiles(_directory, UnannouncedPrefix + "*" + Suffix))
        {
            var runId = Path.GetFileNameWithoutExtension(path)[UnannouncedPrefix.Length..];
            using var dead = TryClaimFile(runId, path);
            dead?.Delete();
        }
    }

    /// <summary>
    /// A new, locked file under a name that is nobody's run yet. Its exclusive creation also keeps two runs of the same id apart: the name is
    /// free again only when the other is announced, and then <see cref="Announce"/> sees it.
    /// </summary>
    private Journal CreateUnannounced(string runId)
    {
        ThrowIfNoFileName(runId);
        var path = Path.Combine(_directory, UnannouncedPrefix + runId + Suffix);
        while (true)
        {
            var journal = new Journal(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
            try
            {
                journal.Hold(PathOf(runId));
                if (journal.IsNamed)
                    return journal;
                journal.Dispose(); // RemoveUnannounced came between the file's creation and its lock
            }
            catch
            {
                journal.Delete();
                throw;
            }
        }
    }

    private void Announce(Journal journal, string runId)
    {
        var path = PathOf(runId);
        if (File.Exists(path))
            throw new IOException($"A run named {runId} is already open in {_directory}.");
        journal.Rename(path);
    }

    private DeadJournal? TryClaimFile(string runId, string path)
    {
        var handle = OpenIfThere(path);
        if (handle is null)
            return null;
        IDisposable? held;
        try
        {
            if (!FileSystem.TryLock(handle, PathOf(runId), out held))
            {
                handle.Dispose();
                return null;
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        var dead = new DeadJournal(runId, path, handle, held);
        if (FileSystem.IsNamed(handle, path))
            return dead;
        dead.Dispose(); // its run finished and removed it meanwhile
        return null;
    }

    private static SafeFileHandle? OpenIfThere(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void ThrowIfNoFileName(string runId)
    {
        if (string.IsNullOrEmpty(runId) || Path.GetFileName(runId) != runId || runId is "." or "..")
            throw new ArgumentException($"'{runId}' is not a run id.", nameof(runId));
    }
}
