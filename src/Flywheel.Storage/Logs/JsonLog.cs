using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flywheel.Storage.Logs;

/// <summary>Reads a log whose lines are JSON objects: what can be read is returned, what can not is reported, and neither stops the other.</summary>
public static class JsonLog
{
    /// <summary>The records from <paramref name="offset"/> (the start of a line) to the end, in order; nothing when there is no file.</summary>
    /// <param name="path">The log file.</param>
    /// <param name="type">How a line is read.</param>
    /// <param name="onInvalid">Told of every line that can not be read: torn by a crash, being written, or not of that type.</param>
    /// <param name="offset">Where to begin.</param>
    public static IEnumerable<T> Read<T>(string path, JsonTypeInfo<T> type, Action<InvalidLine>? onInvalid = null, long offset = 0)
        where T : class
    {
        foreach (var line in LogReader.Read(path, offset))
        {
            if (TryRead(line, type, out var reason) is { } record)
                yield return record;
            else
                onInvalid?.Invoke(new InvalidLine(line.Offset, reason));
        }
    }

    private static T? TryRead<T>(LogLine line, JsonTypeInfo<T> type, out string reason)
        where T : class
    {
        try
        {
            reason = "The line holds null instead of a record.";
            return JsonSerializer.Deserialize(line.Bytes.Span, type);
        }
        catch (JsonException failure)
        {
            reason = line.Terminated ? failure.Message : $"The last line is not complete: a crash tore it, or it is being written. {failure.Message}";
            return null;
        }
    }
}
