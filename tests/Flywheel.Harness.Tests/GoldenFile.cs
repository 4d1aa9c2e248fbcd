namespace Flywheel.Harness.Tests;

/// <summary>A file of the repository that must be what the code writes. FLYWHEEL_UPDATE_GOLDEN=1 rewrites it instead of failing.</summary>
internal static class GoldenFile
{
    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path));

    public static void Check(string path, string expected)
    {
        var full = Path.Combine(RepositoryRoot.Path, path);
        if (Environment.GetEnvironmentVariable("FLYWHEEL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(full, expected);
        File.ReadAllText(full).ShouldBe(expected, $"{path} is out of date; run this test with FLYWHEEL_UPDATE_GOLDEN=1");
    }
}
