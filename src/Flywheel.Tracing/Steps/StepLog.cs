using System.Text.Json;
using Flywheel.Storage.Files;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Steps;

/// <summary>
/// The steps of one run, <c>steps/&lt;run_id&gt;.jsonl</c>, written as they happen. The journal holds them too, so this file is made durable only at the end.
/// Used under the recorder's lock.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private readonly string _path;
    private FileStream? _file;

    public StepLog(string path) => _path = path;

    /// <summary>Adds a step; readers see it at once.</summary>
    public void Append(Step step)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        }

        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(step, RecordJson.Written.Step), (byte)'\n']);
    }

    /// <summary>Makes the file durable.</summary>
    public void Sync()
    {
        if (_file is null)
            return;
        _file.Flush(flushToDisk: true);
        FileSystem.SyncDirectory(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Writes the whole file anew from steps that a journal kept.</summary>
    public static void Rewrite(string path, IEnumerable<Step> steps)
    {
        using var content = new MemoryStream();
        foreach (var step in steps)
        {
            content.Write(JsonSerializer.SerializeToUtf8Bytes(step, RecordJson.Written.Step));
            content.WriteByte((byte)'\n');
        }

        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>Reads a run's steps; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped.</summary>
    public static IEnumerable<Step> Read(string path, Action<InvalidLine>? onInvalid = null)
    {
        foreach (var line in LogReader.Read(path))
        {
            Step? step = null;
            try
            {
                step = JsonSerializer.Deserialize(line.Bytes.Span, RecordJson.Default.Step);
            }
            catch (JsonException error)
            {
                onInvalid?.Invoke(new InvalidLine(line.Offset, error.Message));
            }

            if (step is not null)
                yield return step;
        }
    }

    public void Dispose() => _file?.Dispose();
}
