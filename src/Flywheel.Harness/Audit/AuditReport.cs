using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Audit;

/// <summary>
/// Everything about a harness in one document that needs nothing else: what an audit found, who deployed what when and on which evidence, every version
/// with its difference, reviews and gates, and the history itself, so that a reader can compute the chain again. Immutable and thread-safe.
/// </summary>
public sealed class AuditReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly JsonObject _document;

    private AuditReport(JsonObject document) => _document = document;

    /// <summary>The report as JSON.</summary>
    public string Json => _document.ToJsonString(Indented) + "\n";

    /// <summary>The report as one HTML file without scripts and without anything from elsewhere.</summary>
    public string Html => AuditPage.Write(_document);

    /// <summary>Collects a report.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="audit">The audit of the same registry.</param>
    /// <param name="name">The harness.</param>
    /// <param name="now">When the report is made.</param>
    /// <param name="publicKeyPem">The key the head should be signed with, or null.</param>
    public static AuditReport Of(HarnessRegistry registry, HarnessAudit audit, string name, DateTimeOffset now, string? publicKeyPem = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(audit);
        var history = registry.History(name);
        var state = HarnessState.Of(history.ReadUnchecked().Events);
        return new AuditReport(new JsonObject
        {
            ["harness"] = name,
            ["generated_at"] = UtcMilliseconds.Format(now),
            ["audit"] = audit.Verify(name, publicKeyPem).ToJson(),
            ["channels"] = new JsonObject([.. Channels.All.Select(channel => KeyValuePair.Create(channel, (JsonNode?)Held(state.Channel(channel))))]),
            ["deployments"] = new JsonArray([.. state.Events.Where(IsDeployment).Select(Deployment)]),
            ["versions"] = new JsonArray([.. state.Versions.Select(version => Version(registry, name, state, version))]),
            ["history"] = new JsonArray([.. Lines(history.FilePath).Select(line => (JsonNode?)line)]),
        });
    }

    private static bool IsDeployment(HistoryEvent happened) => happened.Event is HistoryEvents.Deployed or HistoryEvents.RolledBack;

    private static JsonObject? Held(ChannelState? held) => held is null ? null : new JsonObject
    {
        ["version"] = held.Version,
        ["hash"] = held.Hash,
        ["since"] = UtcMilliseconds.Format(held.Since),
        ["percent"] = held.Channel == Channels.Canary ? held.Percent : null,
        ["gate"] = held.Gate?.GateId,
        ["override"] = held.Override,
        ["actor"] = held.Actor,
    };

    private static JsonObject Deployment(HistoryEvent happened) => new()
    {
        ["seq"] = happened.Seq,
        ["timestamp"] = UtcMilliseconds.Format(happened.Timestamp),
        ["actor"] = happened.Actor,
        ["event"] = happened.Event,
        ["channel"] = happened.Channel,
        ["version"] = happened.Version,
        ["from"] = happened.From,
        ["percent"] = happened.Percent,
        ["gate"] = happened.Gate?.GateId,
        ["override"] = happened.Override,
        ["reason"] = happened.Reason,
    };

    private static JsonObject Version(HarnessRegistry registry, string name, HarnessState state, HarnessVersionEntry version) => new()
    {
        ["version"] = version.Number,
        ["hash"] = version.Hash,
        ["parent"] = version.Parent,
        ["timestamp"] = UtcMilliseconds.Format(version.Timestamp),
        ["actor"] = version.Actor,
        ["tags"] = new JsonArray([.. version.Tags.Select(tag => (JsonNode?)tag)]),
        ["manifest"] = JsonSerializer.SerializeToNode(version.Manifest, HistoryJson.Default.ChangeManifest),
        ["git"] = version.Git is { } git ? new JsonObject { ["commit"] = git.Commit, ["path"] = git.Path, ["clean"] = git.Clean } : null,
        ["reviews"] = new JsonArray([.. version.Reviews.Select(review => new JsonObject
        {
            ["reviewer"] = review.Reviewer,
            ["verdict"] = review.Verdict,
            ["comment"] = review.Comment,
            ["timestamp"] = UtcMilliseconds.Format(review.Timestamp),
        })]),
        ["gates"] = new JsonArray([.. version.Gates.Select(gate => JsonSerializer.SerializeToNode(gate, HistoryJson.Default.GateEvidence))]),
        ["changes"] = Changes(registry, name, state, version),
    };

    private static JsonArray Changes(HarnessRegistry registry, string name, HarnessState state, HarnessVersionEntry version)
    {
        if (version.Parent is not { } parent)
            return [];
        try
        {
            var changes = HarnessDiff.Between(registry.Contents.Canonical(name, state.Versions[parent - 1]), registry.Contents.Canonical(name, version));
            var json = DiffText.ToJson(changes);
            for (var i = 0; i < changes.Count; i++)
                json[i]!["words"] = changes[i].Words is { Count: > 0 } words ? TextDiff.Marked(words) : null;
            return json;
        }
        catch (HarnessException)
        {
            // The content is gone (the audit says so): what the commit recorded remains.
            return new JsonArray([.. version.Changes.Select(change => new JsonObject { ["kind"] = change.Kind, ["key"] = change.Key, ["summary"] = change.Summary })]);
        }
    }

    private static string[] Lines(string path) => File.Exists(path) ? Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimEnd('\n').Split('\n') : [];
}
