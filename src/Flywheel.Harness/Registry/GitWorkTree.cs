using System.Diagnostics;
using Flywheel.Harness.History;

namespace Flywheel.Harness.Registry;

/// <summary>What git knows about a file. Thread-safe.</summary>
internal static class GitWorkTree
{
    /// <summary>The commit and path of a file under version control; null when it is not, or git is not installed.</summary>
    public static GitOrigin? Describe(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var name = Path.GetFileName(full);
        if (Run(folder, "rev-parse", "HEAD") is not { Length: > 0 } commit)
            return null;
        if (Run(folder, "ls-files", "--full-name", "--", name) is not { Length: > 0 } tracked)
            return null;
        return new GitOrigin(commit, tracked, Run(folder, "status", "--porcelain", "--", name) is "");
    }

    // Hooks and monitors that a repository's configuration names are not run: the repository may be anyone's.
    private static string? Run(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed
        }
    }
}
