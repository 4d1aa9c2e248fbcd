using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Labels;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Tests.Labels;

public sealed class LabelLogTests : IDisposable
{
    private readonly RunWorkspace _workspace = new(ManualTime.AtNoon());
    private readonly LabelLog _labels;

    public LabelLogTests() => _labels = new LabelLog(_workspace.Workspace.Log("labels"), _workspace.Time);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_latest_label_of_a_run_and_key_wins()
    {
        _labels.Append("a", "outcome", "success", "ada");
        _labels.Append("a", "quality", JsonSerializer.SerializeToElement(3), "ada");
        _labels.Append("b", "outcome", "failure", null);
        _labels.Append("a", "outcome", "failure", "bob");
        _labels.Append("a", "quality", (string?)null, "bob");

        var latest = _labels.Latest();

        latest["a"].Keys.ShouldBe(["outcome"]);
        latest["a"]["outcome"].GetString().ShouldBe("failure");
        latest["b"]["outcome"].GetString().ShouldBe("failure");
        File.ReadLines(_workspace.PathOf("data/labels.jsonl")).First()
            .ShouldBe("""{"run_id":"a","key":"outcome","value":"success","actor":"ada","timestamp":"2026-04-10T12:00:00.000Z"}""");
    }

    [Fact]
    public void Labels_are_joined_to_records()
    {
        _labels.Append("a", "outcome", "success", null);
        var record = new RunRecord { RunId = "a", Labels = new Dictionary<string, JsonElement> { ["outcome"] = JsonSerializer.SerializeToElement("failure"), ["old"] = JsonSerializer.SerializeToElement(1) } };

        var joined = LabelLog.Join(record, _labels.Latest());

        joined.Labels["outcome"].GetString().ShouldBe("success");
        joined.Labels["old"].GetInt32().ShouldBe(1);
        LabelLog.Join(new RunRecord { RunId = "other" }, _labels.Latest()).Labels.ShouldBeEmpty();
    }

    [Fact]
    public void Lines_that_are_no_labels_are_reported_and_secrets_kept_out()
    {
        _labels.Append("a", "note", "sk-abcdefghijklmnopqrstuvwx", null);
        File.AppendAllText(_workspace.PathOf("data/labels.jsonl"), "{\"run_id\":null,\"key\":\"k\"}\n{torn");
        var invalid = new List<InvalidLine>();

        _labels.Read(invalid.Add).ToList().ShouldHaveSingleItem().Value!.Value.GetString().ShouldBe("[redacted:openai_key]");

        invalid.Count.ShouldBe(2);
    }

    [Fact]
    public void A_label_speaks_of_a_run()
    {
        Should.Throw<ArgumentException>(() => _labels.Append(" ", "k", "v", null));
        Should.Throw<ArgumentException>(() => _labels.Append("a", "", "v", null));
    }
}
