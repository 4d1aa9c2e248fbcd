using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Redaction;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Labels;

/// <summary>
/// Labels given to runs after they ended: <c>data/labels.jsonl</c>, append-only; of several for one run and key the latest line wins.
/// <c>outcome</c> (<c>success</c> or <c>failure</c>) overrides <see cref="RunRecord.Final"/> for attribution. Thread-safe.
/// </summary>
public sealed class LabelLog
{
    private readonly AppendLog _log;
    private readonly TimeProvider _time;

    /// <summary>Opens the log, <c>workspace.Log("labels")</c>.</summary>
    public LabelLog(AppendLog log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(time);
        _log = log;
        _time = time;
    }

    /// <summary>Gives a run a label durably.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">What is said.</param>
    /// <param name="value">The value, a text; null takes the label back.</param>
    /// <param name="actor">Who says it.</param>
    /// <returns>The label as it was written.</returns>
    public Label Append(string runId, string key, string? value, string? actor) =>
        Append(runId, key, value is null ? null : JsonSerializer.SerializeToElement(value, LabelJson.Default.String), actor);

    /// <inheritdoc cref="Append(string, string, string?, string?)"/>
    public Label Append(string runId, string key, JsonElement? value, string? actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var label = new Label
        {
            RunId = runId,
            Key = key,
            Value = value is { ValueKind: not JsonValueKind.Null } given ? RedactedJson.Clean(given, static text => Redactor.Secrets.Redact(text).Text) : null,
            Actor = actor,
            Timestamp = _time.GetUtcNow(),
        };
        _log.Append(JsonSerializer.SerializeToUtf8Bytes(label, LabelJson.Default.Label));
        return label;
    }

    /// <summary>Every label in order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped.</summary>
    public IEnumerable<Label> Read(Action<InvalidLine>? onInvalid = null) => JsonLog.Read(_log.FilePath, LabelJson.Default.Label, onInvalid);

    /// <summary>The labels in effect: per run, the latest value of each key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Latest(Action<InvalidLine>? onInvalid = null)
    {
        var runs = new Dictionary<string, Dictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var label in Read(onInvalid))
        {
            if (!runs.TryGetValue(label.RunId, out var labels))
                runs[label.RunId] = labels = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            if (label.Value is { } value)
                labels[label.Key] = value;
            else
                labels.Remove(label.Key);
        }

        return runs.ToDictionary(static run => run.Key, static run => (IReadOnlyDictionary<string, JsonElement>)run.Value, StringComparer.Ordinal);
    }

    /// <summary>A record with the labels in effect; those of the record itself give way.</summary>
    /// <param name="record">The record.</param>
    /// <param name="latest">From <see cref="Latest"/>.</param>
    public static RunRecord Join(RunRecord record, IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> latest)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(latest);
        if (!latest.TryGetValue(record.RunId, out var labels))
            return record;
        var joined = new Dictionary<string, JsonElement>(record.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in labels)
            joined[key] = value;
        return record with { Labels = joined };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(Label))]
[JsonSerializable(typeof(string))]
internal sealed partial class LabelJson : JsonSerializerContext;
