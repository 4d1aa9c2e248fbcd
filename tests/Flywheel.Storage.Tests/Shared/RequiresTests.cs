using Xunit.Sdk;

namespace Flywheel.Storage.Tests.Shared;

/// <summary>The helper that decides about skips is itself tested: a skip nobody asked for would hide every test behind it.</summary>
public sealed class RequiresTests
{
    [Fact]
    public void A_tool_that_is_there_is_found() => File.Exists(Requires.Tool(OperatingSystem.IsWindows() ? "cmd.exe" : "sh")).ShouldBeTrue();

    [Fact]
    public void A_missing_tool_skips_the_test_with_a_reason() =>
        Should.Throw<SkipException>(static () => Requires.Tool("no-such-command")).Message.ShouldContain("no-such-command");

    [Fact]
    public void A_missing_tool_that_is_asked_for_fails_the_test()
    {
        var before = Environment.GetEnvironmentVariable("FLYWHEEL_REQUIRE");
        try
        {
            Environment.SetEnvironmentVariable("FLYWHEEL_REQUIRE", $"{before},no-such-feature");
            Should.Throw<FailException>(static () => Requires.Tool("no-such-command", "no-such-feature")).Message.ShouldContain("no-such-command");
        }
        finally
        {
            Environment.SetEnvironmentVariable("FLYWHEEL_REQUIRE", before);
        }
    }

    [Fact]
    public void The_repository_is_found() => File.Exists(Path.Combine(Requires.RepositoryRoot, "Flywheel.slnx")).ShouldBeTrue();
}
