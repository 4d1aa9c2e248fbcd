using Flywheel.Storage.Logs;
using Flywheel.Tracing.Sessions;

namespace Flywheel.Tracing.Tests.Sessions;

public sealed class SessionLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flywheel-sessions-");

    private string LogPath => Path.Combine(_folder.FullName, "sessions.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_session_starts_once()
    {
        var log = new SessionLog(new AppendLog(LogPath), TimeProvider.System);

        log.Start("april").ShouldBeTrue();
        log.Start("april").ShouldBeFalse();
        log.Start("may").ShouldBeTrue();

        log.Read().Select(static happened => (happened.SessionId, happened.Name, happened.Event)).ShouldBe([("april", "april", "started"), ("may", "may", "started")]);
    }

    [Fact]
    public void A_line_that_can_not_be_read_is_reported_and_skipped()
    {
        File.WriteAllText(LogPath, "not json\n{\"session_id\":\"a\",\"event\":\"started\",\"timestamp\":\"2026-04-10T00:00:00Z\",\"later_field\":1}\n");
        var invalid = new List<InvalidLine>();

        var read = new SessionLog(new AppendLog(LogPath), TimeProvider.System).Read(invalid.Add).ToList();

        read.ShouldHaveSingleItem().SessionId.ShouldBe("a");
        invalid.ShouldHaveSingleItem().Offset.ShouldBe(0);
    }
}
