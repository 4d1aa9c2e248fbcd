namespace Flywheel.Tests.Shared;

/// <summary>A folder of a test's own, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => FullName = Directory.CreateTempSubdirectory("flywheel-test-").FullName;

    public string FullName { get; }

    /// <summary>A path in the folder.</summary>
    public string this[string relative] => Path.Combine(FullName, relative);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
