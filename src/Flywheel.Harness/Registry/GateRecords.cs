using System.Security.Cryptography;
using System.Text.Json;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Logs;

namespace Flywheel.Harness.Registry;

/// <summary>Reads decisions from <c>data/gates.jsonl</c>. Thread-safe.</summary>
internal sealed class GateRecords
{
    /// <summary>The decision that lets a version into production.</summary>
    public const string Accept = "ACCEPT";

    private readonly string _path;

    public GateRecords(string path) => _path = path;

    /// <summary>The decision of a gate.</summary>
    /// <exception cref="HarnessException">There is no such gate, it has not decided, or it decided twice.</exception>
    public GateEvidence Decision(string gateId)
    {
        GateEvidence? decision = null;
        var seen = false;
        foreach (var line in LogReader.Read(_path))
        {
            if (Read(line, gateId) is not { } found)
                continue;
            seen = true;
            if (!found.Decided)
                continue;
            if (decision is not null && decision.RecordSha256 != found.Evidence.RecordSha256)
                throw new HarnessException($"The gate {gateId} has two decisions in {_path}; a gate decides once.");
            decision = found.Evidence;
        }

        return decision ?? throw new HarnessException(seen ? $"The gate {gateId} has not decided yet." : $"There is no gate {gateId} in {_path}.");
    }

    private static (bool Decided, GateEvidence Evidence)? Read(LogLine line, string gateId)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Bytes);
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object || Text(record, "gate_id") != gateId)
                return null;
            var evidence = new GateEvidence
            {
                GateId = gateId,
                Decision = Text(record, "decision") ?? "",
                Suite = Text(record, "suite"),
                SplitHash = Text(record, "split_hash"),
                CandidateHash = Hash(record, "candidate"),
                BaselineHash = Hash(record, "baseline"),
                Effect = Number(record, "effect"),
                Low = Number(record, "low"),
                High = Number(record, "high"),
                DecidedAt = Text(record, "timestamp"),
                RecordSha256 = Convert.ToHexStringLower(SHA256.HashData(line.Bytes.Span)),
            };
            return (Text(record, "event") == "decided", evidence);
        }
        catch (JsonException)
        {
            return null; // the log's own reader reports lines that can not be read
        }
    }

    private static string? Hash(JsonElement record, string arm) =>
        record.TryGetProperty(arm, out var side) && side.ValueKind == JsonValueKind.Object ? Text(side, "hash") : null;

    private static string? Text(JsonElement record, string key) =>
        record.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement record, string key) =>
        record.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
