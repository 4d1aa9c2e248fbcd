using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Recovery;

/// <summary>
/// Which of some runs have their record in the log. Reads the log once and then only what was added. Torn lines do not count. Used by one thread.
/// </summary>
internal sealed class LoggedRuns
{
    private readonly string _path;
    private readonly HashSet<string> _wanted;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private long _readTo;

    public LoggedRuns(string path, IEnumerable<string> wanted)
    {
        _path = path;
        _wanted = new HashSet<string>(wanted, StringComparer.Ordinal);
    }

    /// <summary>Whether the log holds the record of a run, as of now.</summary>
    public bool Hold(string runId)
    {
        _wanted.Add(runId);
        if (!_found.Contains(runId))
            ReadOn();
        return _found.Contains(runId);
    }

    private void ReadOn()
    {
        foreach (var line in LogReader.Read(_path, _readTo))
        {
            if (FirstId(line.Bytes.Span) is { } id && _wanted.Contains(id) && RecordReader.TryReadRunId(line.Bytes) == id)
                _found.Add(id);
            if (line.Terminated)
                _readTo = line.Offset + line.Bytes.Length; // the line break after it is an empty line to the next reader
        }
    }

    /// <summary>The id a line begins with; whether the line is whole is not judged.</summary>
    private static string? FirstId(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("run_id"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            return null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
