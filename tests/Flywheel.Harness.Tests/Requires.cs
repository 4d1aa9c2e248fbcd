namespace Flywheel.Harness.Tests;

/// <summary>Skips a test that needs a program which is not installed, unless FLYWHEEL_REQUIRE names it: then its absence fails.</summary>
internal static class Requires
{
    public static void Program(string name, string path)
    {
        var required = (Environment.GetEnvironmentVariable("FLYWHEEL_REQUIRE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);
        if (required)
            File.Exists(path).ShouldBeTrue($"{name} is required and not at {path}");
        else
            Assert.SkipUnless(File.Exists(path), $"{name} is not installed");
    }
}
