using System.Text;
using System.Text.Json;
using Flywheel.Harness.History;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Tests.History;

public class HistoryEventReaderTests
{
    private static readonly HistoryEvent Full = new()
    {
        Event = HistoryEvents.Committed,
        Timestamp = new DateTimeOffset(2026, 10, 1, 9, 0, 0, 123, TimeSpan.Zero),
        Actor = "ada",
        Version = 3,
        Content = "c",
        Source = "s",
        Parent = 2,
        Manifest = new ChangeManifest
        {
            Id = "c_1", Surface = "rules", Edit = "e", Pattern = "p", Evidence = [new StepReference("r", 3), new StepReference("q", null)], RootCause = "rc",
            Predicted = new PredictedEffect { Fixes = ["f"], AtRisk = ["a", "b"] }, DerivedBy = "d", Confidence = 0.25, InvalidWhen = "i",
            Verification = new ManifestVerification { GateId = "g", Verdict = "ACCEPT", Fixed = ["f"], Regressed = ["x"] },
        },
        Changes = [new RecordedChange("added", "k", "sum")],
        Evidence = new Dictionary<string, JsonElement?>(StringComparer.Ordinal) { ["a"] = JsonDocument.Parse("""{"gate":"g"}""").RootElement, ["b"] = null },
        Git = new GitOrigin("abc", "a/b.yaml", Clean: true),
        Tag = "t",
        Verdict = "approve",
        Comment = "c",
        Gate = new GateEvidence { GateId = "g", Decision = "ACCEPT", Suite = "s", SplitHash = "h", CandidateHash = "ch", BaselineHash = "bh", Effect = 0.1, Low = -0.5, High = 1, DecidedAt = "2026", RecordSha256 = "r" },
        Channel = "canary",
        Percent = 12.5,
        From = 1,
        Override = "o",
        Reason = "r",
    };

    [Fact]
    public void Every_field_that_is_written_is_read()
    {
        var (happened, line) = HistoryChain.Seal(Full, 7, HistoryChain.Start);

        var again = JsonSerializer.SerializeToNode(happened, HistoryJson.Default.HistoryEvent);

        Encoding.UTF8.GetString(CanonicalJson.Serialize(again)).ShouldBe(Encoding.UTF8.GetString(line));
        foreach (var property in typeof(HistoryEvent).GetProperties())
            property.GetValue(happened).ShouldNotBeNull(property.Name);
    }

    [Theory]
    [InlineData("""{"seq":"1"}""", "seq")]
    [InlineData("""{"seq":1.5}""", "seq")]
    [InlineData("""{"timestamp":"2026-10-01T09:00:00.000Z","manifest":[]}""", "manifest")]
    [InlineData("""{"timestamp":"2026-10-01T09:00:00.000Z","changes":["x"]}""", "an object is expected")]
    [InlineData("""{"timestamp":"yesterday"}""", "no time")]
    [InlineData("[]", "an object is expected")]
    public void A_value_of_the_wrong_kind_is_named(string json, string message) =>
        Should.Throw<FormatException>(() => HistoryEventReader.Read(JsonDocument.Parse(json).RootElement)).Message.ShouldContain(message);

    [Fact]
    public void What_is_not_known_is_ignored() =>
        HistoryEventReader.Read(JsonDocument.Parse("""{"timestamp":"2026-10-01T09:00:00.000Z","event":"blessed","by":{"x":1}}""").RootElement).Event.ShouldBe("blessed");
}
