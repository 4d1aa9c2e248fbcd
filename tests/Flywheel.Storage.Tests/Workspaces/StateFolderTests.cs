using Flywheel.Storage.Workspaces;

namespace Flywheel.Storage.Tests.Workspaces;

public class StateFolderTests
{
    [Theory]
    [InlineData("/state", "/home/me", "/state/flywheel")]
    [InlineData(null, "/home/me", "/home/me/.local/state/flywheel")]
    [InlineData("", "/home/me", "/home/me/.local/state/flywheel")]
    [InlineData("relative", "/home/me", "/home/me/.local/state/flywheel")]
    public void The_state_folder_follows_the_base_directory_specification(string? state, string home, string expected) =>
        StateFolder.Locate(name => name == "XDG_STATE_HOME" ? state : name == "HOME" ? home : null).ShouldBe(expected);
}
