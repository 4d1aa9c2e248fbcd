namespace Flywheel.Storage.Workspaces;

/// <summary>
/// The folder outside every workspace where the product remembers, for one user on one machine, what a workspace must not be able to change:
/// <c>$XDG_STATE_HOME/flywheel</c>, else <c>~/.local/state/flywheel</c>. Thread-safe.
/// </summary>
public static class StateFolder
{
    /// <summary>The environment variable of the XDG base directory specification.</summary>
    public const string Variable = "XDG_STATE_HOME";

    private const string Name = "flywheel";

    /// <summary>Where the folder is; it is not created.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static string Locate(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var root = environment(Variable);
        if (string.IsNullOrEmpty(root) || !Path.IsPathRooted(root)) // the specification ignores relative paths
            root = Path.Combine(Home(environment), ".local", "state");
        return Path.Combine(root, Name);
    }

    private static string Home(Func<string, string?> environment) =>
        environment("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
