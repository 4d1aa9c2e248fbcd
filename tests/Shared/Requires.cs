namespace Flywheel.Tests.Shared;

/// <summary>
/// What a test needs of the machine. Where it is missing the test is skipped with the reason, unless FLYWHEEL_REQUIRE (a comma-separated
/// list such as <c>tmpfs,strace,data,bubblewrap</c>, or <c>all</c>) names it: then the test fails, so that a build that is meant to have it notices.
/// </summary>
internal static class Requires
{
    private const string Variable = "FLYWHEEL_REQUIRE";
    private const string DataVariable = "FLYWHEEL_DATA";

    /// <summary>The folder that holds the solution file.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>A command on the PATH; returns where it is.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="feature">Its name in FLYWHEEL_REQUIRE where that differs, as <c>bubblewrap</c> for <c>bwrap</c>.</param>
    public static string Tool(string command, string? feature = null)
    {
        var found = OnPath(command);
        Feature(feature ?? command, found is not null, $"the command '{command}' is not on the PATH");
        return found!;
    }

    /// <summary>Anything else, for example a kind of mount.</summary>
    public static void Feature(string name, bool isThere, string reason)
    {
        if (isThere)
            return;
        if (IsRequired(name))
            Assert.Fail($"{Variable} asks for '{name}', but {reason}.");
        Assert.Skip($"Needs '{name}': {reason}.");
    }

    /// <summary>The folder of published data sets: FLYWHEEL_DATA, else <c>../shared/data</c> beside the repository.</summary>
    public static string Data()
    {
        var asked = Environment.GetEnvironmentVariable(DataVariable);
        var folder = string.IsNullOrEmpty(asked) ? Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data")) : asked;
        Feature("data", Directory.Exists(folder), $"there is no folder '{folder}'; name it in {DataVariable}");
        return folder;
    }

    private static bool IsRequired(string name)
    {
        var asked = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return asked.Contains(name, StringComparer.OrdinalIgnoreCase) || asked.Contains("all", StringComparer.OrdinalIgnoreCase);
    }

    private static string? OnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, command))
            .FirstOrDefault(File.Exists);

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Flywheel.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Flywheel.slnx.");
    }
}
