namespace Flywheel.Tracing.Tests;

/// <summary>A file of the repository that must be what the code writes. FLYWHEEL_UPDATE_GOLDEN=1 rewrites it instead of failing.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string written)
    {
        var path = Path.Combine(Requires.RepositoryRoot, "tests", "Flywheel.Tracing.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("FLYWHEEL_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, written);
        }

        File.ReadAllText(path).ShouldBe(written, $"{path} is out of date; run this test with FLYWHEEL_UPDATE_GOLDEN=1");
    }
}
