using System.Text.Json;
using Flywheel.Storage.Files;

namespace Flywheel.Tracing.Steps;

/// <summary>
/// The steps of one run, <c>steps/&lt;run_id&gt;.jsonl</c>, written as they happen. The journal holds them too, so this file is made durable only at the end,
/// and a step that a full disk refused waits in memory for the next.
/// Used under the recorder's lock.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private readonly string _path;
    private readonly MemoryStream _waiting = new();
    private FileStream? _file;
    private long _length;

    public StepLog(string path) => _path = path;

    /// <summary>Adds a step; readers see it at once.</summary>
    /// <exception cref="IOException">The disk is full; the step is written with the next one, or by <see cref="Sync"/>.</exception>
    public void Append(Step step)
    {
        _waiting.Write(JsonSerializer.SerializeToUtf8Bytes(step, StepJson.Written.Step));
        _waiting.WriteByte((byte)'\n');
        WriteWaiting();
    }

    /// <summary>Makes the file durable.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Sync()
    {
        if (_file is null && _waiting.Length == 0)
            return;
        WriteWaiting();
        _file!.Flush(flushToDisk: true);
        FileSystem.SyncDirectory(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Writes the whole file anew from steps that a journal kept.</summary>
    public static void Rewrite(string path, IEnumerable<Step> steps)
    {
        using var content = new MemoryStream();
        foreach (var step in steps)
        {
            content.Write(JsonSerializer.SerializeToUtf8Bytes(step, StepJson.Written.Step));
            content.WriteByte((byte)'\n');
        }

        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    public void Dispose() => _file?.Dispose();

    private void WriteWaiting()
    {
        if (_file is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        }

        try
        {
            RandomAccess.Write(_file.SafeFileHandle, _waiting.GetBuffer().AsSpan(0, (int)_waiting.Length), _length);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file.SafeFileHandle, _length); // no half line
            throw;
        }

        _length += _waiting.Length;
        _waiting.SetLength(0);
    }
}
