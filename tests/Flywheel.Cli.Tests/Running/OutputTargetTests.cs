using Flywheel.Cli.Failures;
using Flywheel.Cli.Running;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Running;

public sealed class OutputTargetTests
{
    [Theory]
    [InlineData("/etc/answer.md", "/etc belongs to the system")]
    [InlineData("/proc/self/answer.md", "/proc")]
    [InlineData("/sys/answer.md", "/sys")]
    [InlineData("/dev/null", "/dev")]
    [InlineData("/boot/answer.md", "/boot")]
    [InlineData("/usr/share/answer.md", "/usr")]
    [InlineData("missing/answer.md", "does not exist")]
    [InlineData("folder", "is a folder")]
    [InlineData("answer.md/", "is a folder")]
    [InlineData(".env", "secrets")]
    [InlineData(".ENV", "secrets")]
    [InlineData(".env.local", "secrets")]
    [InlineData("id_rsa", "secrets")]
    [InlineData("server.pem", "secrets")]
    [InlineData("tls.KEY", "secrets")]
    [InlineData(".bashrc", "settings")]
    [InlineData(".ssh/answer.md", ".ssh holds secrets")]
    [InlineData("folder/.gnupg/answer.md", ".gnupg")]
    [InlineData(".aws/answer.md", ".aws")]
    [InlineData(".git/answer.md", ".git")]
    [InlineData(".flywheel/data/runs.jsonl", "own record")]
    [InlineData(".flywheel/blobs/x.md", "own record")]
    [InlineData("link-to-etc/answer.md", "/etc")]
    [InlineData("link-to-shadow.md", "/etc")]
    [InlineData("folder/../.ssh/answer.md", ".ssh")]
    public void A_place_that_must_not_be_written_is_refused(string named, string reason)
    {
        using var sandbox = WithPlaces();

        var failure = Should.Throw<UserException>(() => OutputTarget.Check(Path.GetFullPath(named, sandbox.Root), named, sandbox.Workspace));

        failure.Message.ShouldContain(reason);
        failure.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("answer.md")]
    [InlineData("folder/answer.md")]
    [InlineData("existing.md")]
    [InlineData("reset-password.md")]
    [InlineData("token.md")]
    [InlineData("etc/answer.md")]
    [InlineData(".flywheel/outputs/answer.md")]
    public void An_ordinary_place_is_fine_and_nothing_is_left_there(string named)
    {
        using var sandbox = WithPlaces();
        var before = sandbox.Files();

        OutputTarget.Check(Path.GetFullPath(named, sandbox.Root), named, sandbox.Workspace).ShouldBe(Path.GetFullPath(named, sandbox.Root));

        sandbox.Files().ShouldBe(before);
    }

    [Fact]
    public void A_link_is_followed_so_that_its_target_is_written()
    {
        using var sandbox = WithPlaces();
        File.CreateSymbolicLink(sandbox.PathOf("link.md"), sandbox.PathOf("existing.md"));

        OutputTarget.Check(sandbox.PathOf("link.md"), "link.md", sandbox.Workspace).ShouldBe(sandbox.PathOf("existing.md"));
    }

    [Fact]
    public void A_pipe_is_no_place_for_a_document()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pipes are made with mkfifo.");
        using var sandbox = WithPlaces();
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [sandbox.PathOf("pipe.md")]))
            mkfifo.WaitForExit();

        Should.Throw<UserException>(() => OutputTarget.Check(sandbox.PathOf("pipe.md"), "pipe.md", sandbox.Workspace)).Message.ShouldContain("no regular file");
    }

    [Fact]
    public void A_read_only_file_is_respected()
    {
        using var sandbox = WithPlaces();
        File.SetAttributes(sandbox.PathOf("existing.md"), FileAttributes.ReadOnly);

        Should.Throw<UserException>(() => OutputTarget.Check(sandbox.PathOf("existing.md"), "existing.md", sandbox.Workspace)).Message.ShouldContain("read-only");
    }

    private static CliSandbox WithPlaces()
    {
        var sandbox = new CliSandbox();
        foreach (var folder in (string[])["folder", "folder/.gnupg", ".ssh", ".aws", ".git", "etc", ".flywheel/data", ".flywheel/blobs", ".flywheel/outputs"])
            Directory.CreateDirectory(sandbox.PathOf(folder));
        sandbox.Write("existing.md", "x");
        Directory.CreateSymbolicLink(sandbox.PathOf("link-to-etc"), "/etc");
        File.CreateSymbolicLink(sandbox.PathOf("link-to-shadow.md"), "/etc/shadow-that-is-not-there");
        return sandbox;
    }
}
