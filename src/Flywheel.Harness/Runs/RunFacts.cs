using System.Text.Json;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Harness.Runs;

/// <summary>Reads the few fields of <c>runs.jsonl</c> that this project needs. Thread-safe.</summary>
public static class RunFacts
{
    /// <summary>Every run of a log, in file order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped.</summary>
    public static IEnumerable<RunFact> Read(string path, Action<InvalidLine>? onInvalid = null)
    {
        foreach (var line in LogReader.Read(path))
        {
            RunFact? fact = null;
            try
            {
                using var document = JsonDocument.Parse(line.Bytes);
                fact = document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : null;
                if (fact is null)
                    onInvalid?.Invoke(new InvalidLine(line.Offset, "not a JSON object"));
            }
            catch (JsonException error)
            {
                onInvalid?.Invoke(new InvalidLine(line.Offset, error.Message));
            }

            if (fact is not null)
                yield return fact;
        }
    }

    private static RunFact Of(JsonElement record)
    {
        var harness = record.TryGetProperty("harness", out var named) && named.ValueKind == JsonValueKind.Object ? named : default;
        return new RunFact
        {
            RunId = Text(record, "run_id") ?? "",
            Timestamp = UtcMilliseconds.TryParse(Text(record, "timestamp"), out var time) ? time : DateTimeOffset.MinValue,
            Harness = Text(harness, "name") ?? "",
            Version = (int?)Number(harness, "version"),
            Hash = Text(harness, "hash") ?? "",
            Channel = Text(record, "channel") ?? "production",
            TaskType = Text(record, "task_type") ?? "",
            Final = Text(record, "final"),
            Verified = !(record.TryGetProperty("verified", out var verified) && verified.ValueKind == JsonValueKind.False),
            IsChild = Text(record, "parent_run_id") is not null,
            FinalScore = Number(record, "final_score"),
            CostUsd = Number(record, "cost_usd"),
            DurationSeconds = Number(record, "run_duration_s"),
            RuleResults = Results(record),
        };
    }

    private static Dictionary<string, string> Results(JsonElement record)
    {
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!record.TryGetProperty("rule_results", out var map) || map.ValueKind != JsonValueKind.Object)
            return results;
        foreach (var rule in map.EnumerateObject().Where(rule => rule.Value.ValueKind == JsonValueKind.String))
            results[rule.Name] = rule.Value.GetString()!;
        return results;
    }

    private static string? Text(JsonElement record, string key) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement record, string key) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
