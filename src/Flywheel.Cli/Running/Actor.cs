using System.ComponentModel;
using System.Diagnostics;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Running;

/// <summary>Who does something: <c>FLYWHEEL_ACTOR</c>, else git's user name, else the operating system's user.</summary>
internal static class Actor
{
    private const int MostCharacters = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The present actor, on one line.</summary>
    public static string Of(CommandContext context)
    {
        var name = context.Variable("FLYWHEEL_ACTOR") ?? GitUser(context) ?? context.Variable("USER") ?? context.Variable("LOGNAME") ?? Environment.UserName;
        return SafeText.Line(name, MostCharacters).Trim();
    }

    private static string? GitUser(CommandContext context)
    {
        var start = new ProcessStartInfo("git", ["config", "--get", "user.name"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = context.Host.WorkingDirectory,
        };
        try
        {
            using var git = Process.Start(start)!;
            var name = git.StandardOutput.ReadToEndAsync();
            if (!git.WaitForExit(Patience))
            {
                git.Kill();
                return null;
            }

            return git.ExitCode == 0 && name.GetAwaiter().GetResult().Trim() is { Length: > 0 } found ? found : null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            return null; // no git
        }
    }
}
