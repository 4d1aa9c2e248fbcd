using System.Runtime.CompilerServices;

namespace Flywheel.Cli.Tests.Sandbox;

/// <summary>Compares a text with a file in <c>Golden/</c>. Run the tests with <c>FLYWHEEL_UPDATE_GOLDEN=1</c> to write the files anew, and read the diff.</summary>
internal static class Golden
{
    public static void ShouldMatch(string actual, string name, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "..", "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("FLYWHEEL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        File.Exists(path).ShouldBeTrue($"there is no golden file {name}.txt; write it with FLYWHEEL_UPDATE_GOLDEN=1");
        (actual == File.ReadAllText(path)).ShouldBeTrue($"{actual}\ndiffers from Golden/{name}.txt; update it with FLYWHEEL_UPDATE_GOLDEN=1 if the change is meant");
    }
}
