namespace Flywheel.EndToEnd.Tests.Processes;

/// <summary>A folder of a test's own, with a small corpus.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flywheel-e2e-");

    public string Path => _folder.FullName;

    public string Workspace => System.IO.Path.Combine(Path, ".flywheel");

    public string Corpus => System.IO.Path.Combine(Path, "corpus");

    /// <summary>Copies a few articles of the sample corpus.</summary>
    public RunFolder WithSmallCorpus(params string[] names)
    {
        Directory.CreateDirectory(Corpus);
        foreach (var name in names)
            File.Copy(System.IO.Path.Combine(Architecture.SourceTree.Root, "samples", "corpus", name), System.IO.Path.Combine(Corpus, name));
        return this;
    }

    public string PathOf(string relative) => System.IO.Path.Combine(Path, relative);

    public void Dispose() => _folder.Delete(recursive: true);
}
