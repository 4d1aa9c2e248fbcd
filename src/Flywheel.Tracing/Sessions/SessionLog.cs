using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.Sessions;

/// <summary>The sessions runs belong to: <c>data/sessions.jsonl</c>, append-only. Thread-safe; two processes that start a session at the same moment may both say so.</summary>
public sealed class SessionLog
{
    private const string Started = "started";

    private readonly AppendLog _log;
    private readonly TimeProvider _time;

    /// <summary>Opens the log, <c>workspace.Log("sessions")</c>.</summary>
    public SessionLog(AppendLog log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(time);
        _log = log;
        _time = time;
    }

    /// <summary>Notes that a session began, unless the log knows it already.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Start(string session)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(session);
        if (Read().Any(known => known.SessionId == session && known.Event == Started))
            return false;
        var started = new SessionEvent { SessionId = session, Name = session, Event = Started, Timestamp = _time.GetUtcNow() };
        _log.Append(JsonSerializer.SerializeToUtf8Bytes(started, SessionJson.Default.SessionEvent));
        return true;
    }

    /// <summary>Every event in order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped.</summary>
    public IEnumerable<SessionEvent> Read(Action<InvalidLine>? onInvalid = null)
    {
        foreach (var line in LogReader.Read(_log.FilePath))
        {
            SessionEvent? happened = null;
            try
            {
                happened = JsonSerializer.Deserialize(line.Bytes.Span, SessionJson.Default.SessionEvent);
            }
            catch (JsonException problem)
            {
                onInvalid?.Invoke(new InvalidLine(line.Offset, problem.Message));
            }

            if (happened is not null)
                yield return happened;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(SessionEvent))]
internal sealed partial class SessionJson : JsonSerializerContext;
