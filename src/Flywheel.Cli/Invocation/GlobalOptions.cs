using System.CommandLine;
using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Invocation;

/// <summary>The options of every command. They are looked up by name, as every tree of commands has its own.</summary>
internal static class GlobalOptions
{
    private const string WorkspaceName = "--workspace";
    private const string JsonName = "--json";
    private const string NoColorName = "--no-color";

    /// <summary>Gives a root its global options.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<string?>(WorkspaceName)
        {
            Description = "The workspace folder itself. Default: FLYWHEEL_WORKSPACE, else the .flywheel of the nearest parent folder, else ./.flywheel.",
            HelpName = "DIR",
            Recursive = true,
        });
        root.Add(new Option<bool>(JsonName)
        {
            Description = "Print JSON on stdout; progress and messages stay on stderr.",
            Recursive = true,
        });
        root.Add(new Option<bool>(NoColorName)
        {
            Description = "No colour and no redrawing; NO_COLOR and TERM=dumb do the same.",
            Recursive = true,
        });
    }

    /// <summary>The workspace that was named, or null.</summary>
    public static string? Workspace(ParseResult parsed) => parsed.GetValue<string?>(WorkspaceName);

    /// <summary>Whether results are for a machine.</summary>
    public static bool Json(ParseResult parsed) => parsed.GetValue<bool>(JsonName);

    /// <summary>What the other end of a stream can show.</summary>
    public static TerminalCapability CapabilityOf(Host host, ParseResult parsed, bool isTerminal)
    {
        if (!isTerminal)
            return TerminalCapability.None;
        var plain = parsed.GetValue<bool>(NoColorName) || !string.IsNullOrEmpty(host.Environment("NO_COLOR")) || host.Environment("TERM") == "dumb";
        return plain ? TerminalCapability.Plain : TerminalCapability.Color;
    }
}
