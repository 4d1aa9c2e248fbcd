using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Redaction;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Appends the records of a file, in any of the published shapes, to the log of runs: ids verbatim, secrets taken out, runs that the log has already
/// counted and left out. An import that was interrupted may be repeated. Thread-safe; two imports of the same file at the same time may append a run twice.
/// </summary>
public sealed class RecordImport
{
    private const int NoteLimit = 100;

    private readonly AppendLog _log;
    private readonly Redactor _redactor;

    /// <summary>Prepares an import.</summary>
    /// <param name="log">The log of runs.</param>
    /// <param name="redactor">What is taken out of every text; <see cref="Redactor.Secrets"/> unless given.</param>
    public RecordImport(AppendLog log, Redactor? redactor = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
        _redactor = redactor ?? Redactor.Secrets;
    }

    /// <summary>Imports a file of one record per line.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The log can not be written; what was imported before stays.</exception>
    public ImportReport Import(string path, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path} to import.", path);
        var known = KnownIds();
        var invalid = new List<InvalidLine>();
        var notes = new List<InvalidLine>();
        var imported = 0;
        var duplicates = 0;
        _log.AppendAll(New());
        return new ImportReport(imported, duplicates, invalid, notes);

        IEnumerable<ReadOnlyMemory<byte>> New()
        {
            foreach (var line in RecordReader.ReadLines(path, invalid.Add))
            {
                cancellationToken.ThrowIfCancellationRequested();
                notes.AddRange(line.Notes.Take(NoteLimit - notes.Count).Select(note => new InvalidLine(line.Offset, note)));
                if (known.Add(line.Record.RunId))
                {
                    imported++;
                    yield return Redacted(line.Record);
                }
                else
                {
                    duplicates++;
                }
            }
        }
    }

    private HashSet<string> KnownIds()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in LogReader.Read(_log.FilePath))
        {
            if (RecordReader.TryReadRunId(line.Bytes) is { } id)
                known.Add(id);
        }

        return known;
    }

    private byte[] Redacted(RunRecord record)
    {
        var line = JsonSerializer.SerializeToElement(record, RecordJson.Written.RunRecord);
        var clean = RedactedJson.Clean(line, text => _redactor.Redact(text).Text);
        return JsonSerializer.SerializeToUtf8Bytes(clean, RecordJson.Written.JsonElement);
    }
}
