using System.Text.Json.Serialization;
using Flywheel.Storage.Logs;

namespace Flywheel.Storage.Tests.Logs;

public sealed class JsonLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder["log.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_that_is_no_record_is_reported_and_the_others_are_read()
    {
        File.WriteAllText(Log, "{\"n\":1,\"unknown\":[]}\n{\"n\":2\n[]\nnull\n\n{\"n\":\"x\"}\nprose\n{\"n\":3}\n{\"n\":4");
        var invalid = new List<InvalidLine>();

        var records = JsonLog.Read(Log, JsonLogContext.Default.Numbered, invalid.Add).Select(static record => record.N).ToList();

        records.ShouldBe([1, 3]);
        invalid.Select(static line => line.Offset).ShouldBe([21, 28, 31, 37, 47, 61]);
        invalid[^1].Reason.ShouldContain("not complete");
        invalid[2].Reason.ShouldContain("null");
        invalid.ShouldAllBe(static line => line.Reason.Length > 0);
    }

    [Fact]
    public void A_complete_record_without_a_newline_is_a_record()
    {
        File.WriteAllText(Log, "{\"n\":1}\n{\"n\":2}");
        JsonLog.Read(Log, JsonLogContext.Default.Numbered, static line => Assert.Fail(line.Reason)).Count().ShouldBe(2);
    }

    [Fact]
    public void Reading_starts_at_an_offset()
    {
        File.WriteAllText(Log, "{\"n\":1}\n{\"n\":2}\n");
        JsonLog.Read(Log, JsonLogContext.Default.Numbered, offset: 8).Single().N.ShouldBe(2);
        JsonLog.Read(_folder["missing"], JsonLogContext.Default.Numbered).ShouldBeEmpty();
    }
}

internal sealed record Numbered([property: JsonPropertyName("n")] int N);

[JsonSerializable(typeof(Numbered))]
internal sealed partial class JsonLogContext : JsonSerializerContext;
