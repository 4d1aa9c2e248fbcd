using System.Text.Json;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.History;

/// <summary>
/// Reads an event from JSON by hand: a history of a thousand versions is read at the start of every command, and the general serializer costs more to
/// start than that. Keys that are not known are ignored. Thread-safe.
/// </summary>
internal static class HistoryEventReader
{
    /// <summary>The event of a JSON object.</summary>
    /// <exception cref="FormatException">It is no object, or a key holds the wrong kind of value.</exception>
    public static HistoryEvent Read(JsonElement json)
    {
        var fields = Fields.Of(json);
        return new HistoryEvent
        {
            Seq = fields.Whole("seq") ?? 0,
            PrevHash = fields.Text("prev_hash") ?? "",
            Hash = fields.Text("hash") ?? "",
            Timestamp = Time(fields.Text("timestamp")),
            Actor = fields.Text("actor") ?? "",
            Event = fields.Text("event") ?? "",
            Version = fields.Whole("version"),
            Content = fields.Text("content"),
            Source = fields.Text("source"),
            Parent = fields.Whole("parent"),
            Manifest = fields.Map("manifest") is { } manifest ? Manifest(manifest) : null,
            Changes = fields.List("changes", Change),
            Evidence = fields.Map("evidence") is { } evidence ? evidence.All() : null,
            Git = fields.Map("git") is { } git ? new GitOrigin(git.Text("commit") ?? "", git.Text("path") ?? "", git.Flag("clean")) : null,
            Tag = fields.Text("tag"),
            Verdict = fields.Text("verdict"),
            Comment = fields.Text("comment"),
            Gate = fields.Map("gate") is { } gate ? Gate(gate) : null,
            Channel = fields.Text("channel"),
            Percent = fields.Number("percent"),
            From = fields.Whole("from"),
            Override = fields.Text("override"),
            Reason = fields.Text("reason"),
        };
    }

    private static ChangeManifest Manifest(Fields fields) => new()
    {
        Id = fields.Text("id"),
        Surface = fields.Text("surface"),
        Edit = fields.Text("edit") ?? "",
        Pattern = fields.Text("pattern"),
        Evidence = fields.List("evidence", step => new StepReference(step.Text("run_id") ?? "", step.Whole("step"))),
        RootCause = fields.Text("root_cause"),
        Predicted = fields.Map("predicted") is { } predicted ? new PredictedEffect { Fixes = predicted.Texts("fixes"), AtRisk = predicted.Texts("at_risk") } : null,
        DerivedBy = fields.Text("derived_by"),
        Confidence = fields.Number("confidence"),
        InvalidWhen = fields.Text("invalid_when"),
        Verification = fields.Map("verification") is { } found
            ? new ManifestVerification { GateId = found.Text("gate_id"), Verdict = found.Text("verdict"), Fixed = found.Texts("fixed"), Regressed = found.Texts("regressed") }
            : null,
    };

    private static RecordedChange Change(Fields fields) => new(fields.Text("kind") ?? "", fields.Text("key") ?? "", fields.Text("summary") ?? "");

    private static GateEvidence Gate(Fields fields) => new()
    {
        GateId = fields.Text("gate_id") ?? "",
        Decision = fields.Text("decision") ?? "",
        Suite = fields.Text("suite"),
        SplitHash = fields.Text("split_hash"),
        CandidateHash = fields.Text("candidate_hash"),
        BaselineHash = fields.Text("baseline_hash"),
        Effect = fields.Number("effect"),
        Low = fields.Number("low"),
        High = fields.Number("high"),
        DecidedAt = fields.Text("decided_at"),
        RecordSha256 = fields.Text("record_sha256"),
    };

    private static DateTimeOffset Time(string? text) =>
        UtcMilliseconds.TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is no time");

    /// <summary>The members of one object.</summary>
    private readonly struct Fields
    {
        private readonly JsonElement _object;

        private Fields(JsonElement json) => _object = json;

        public static Fields Of(JsonElement json) => json.ValueKind == JsonValueKind.Object ? new Fields(json) : throw new FormatException("an object is expected");

        public string? Text(string key) => Value(key, JsonValueKind.String)?.GetString();

        public double? Number(string key) => Value(key, JsonValueKind.Number)?.GetDouble();

        public int? Whole(string key) =>
            Value(key, JsonValueKind.Number) is { } value ? value.TryGetInt32(out var number) ? number : throw Wrong(key) : null;

        public bool Flag(string key) => _object.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

        public Fields? Map(string key) => Value(key, JsonValueKind.Object) is { } map ? new Fields(map) : null;

        public IReadOnlyList<T>? List<T>(string key, Func<Fields, T> read) => Value(key, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(item => read(Of(item)))] : null;

        public IReadOnlyList<string> Texts(string key) =>
            Value(key, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(key))] : [];

        public Dictionary<string, JsonElement?> All() =>
            _object.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind == JsonValueKind.Null ? (JsonElement?)null : member.Value.Clone(), StringComparer.Ordinal);

        private JsonElement? Value(string key, JsonValueKind kind)
        {
            if (!_object.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
                return null;
            return value.ValueKind == kind ? value : throw Wrong(key);
        }

        private static FormatException Wrong(string key) => new($"the key '{key}' holds the wrong kind of value");
    }
}
