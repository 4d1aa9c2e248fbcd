using System.Runtime.CompilerServices;
using System.Text;
using Flywheel.Cli.Commands;
using Flywheel.Cli.Invocation;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Microsoft.Extensions.AI;

namespace Flywheel.Cli.Tests.Sandbox;

/// <summary>A working directory of a test's own, in which commands run in this process with captured outputs.</summary>
internal sealed class CliSandbox : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flywheel-cli-");

    /// <summary>The repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The working directory.</summary>
    public string Root => _folder.FullName;

    /// <summary>Where the workspace is, or would be.</summary>
    public string Workspace => Path.Combine(Root, ".flywheel");

    /// <summary>The environment; nothing of the real one is in it but the search path.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["FLYWHEEL_ACTOR"] = "tester",
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "",
    };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Whether a person looks at the results.</summary>
    public bool OutputIsTerminal { get; set; }

    /// <summary>Whether a person looks at the messages.</summary>
    public bool ErrorsAreTerminal { get; set; }

    /// <summary>Stands in for the model named <c>embedded</c>.</summary>
    public Func<IChatClient>? Embedded { get; set; }

    /// <summary>Runs a command to its end.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunUntilAsync(arguments, TestContext.Current.CancellationToken);

    /// <summary>Runs a command until it ends or is cancelled.</summary>
    public async Task<CliResult> RunUntilAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var output = new StringWriter { NewLine = "\n" };
        var errors = new StringWriter { NewLine = "\n" };
        var host = new Host
        {
            Environment = name => Environment.GetValueOrDefault(name),
            WorkingDirectory = Root,
            Time = Time,
            Output = output,
            Errors = TextWriter.Synchronized(errors),
            OutputIsTerminal = OutputIsTerminal,
            ErrorsAreTerminal = ErrorsAreTerminal,
            Embedded = Embedded,
        };
        var code = await CommandTree.RunAsync(host, AllCommands.For, arguments, cancellationToken);
        return new CliResult(code, output.ToString(), errors.ToString());
    }

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string relative, string content) => Write(relative, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string relative, byte[] content)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A small corpus in <c>corpus/</c>.</summary>
    public CliSandbox WithCorpus(params string[] names)
    {
        Directory.CreateDirectory(PathOf("corpus"));
        foreach (var name in names.Length > 0 ? names : ["keeping-context-small.md", "context-compaction.md", "agent-memory.md", "handling-tool-results.md"])
            File.Copy(Path.Combine(Repository, "samples", "corpus", name), PathOf(Path.Combine("corpus", name)));
        return this;
    }

    /// <summary>A workspace with these records.</summary>
    public CliSandbox WithRecords(params RunRecord[] records)
    {
        Directory.CreateDirectory(Path.Combine(Workspace, "data"));
        using var log = new FileStream(Path.Combine(Workspace, "data", "runs.jsonl"), FileMode.Append);
        RecordExporter.Write(log, records, RecordShape.Flywheel);
        return this;
    }

    /// <summary>Leaves the journal of a run whose process died in the workspace.</summary>
    /// <returns>The run's id.</returns>
    public string LeaveDeadRun()
    {
        using var other = new CliSandbox();
        using var trace = RunTrace.Start(Storage.Workspaces.Workspace.Open(other.Workspace, TimeProvider.System), new RunStart { Task = "died" });
        var journal = Path.Combine("data", "open", trace.Id + ".journal");
        Directory.CreateDirectory(Path.Combine(Workspace, "data", "open"));
        File.Copy(Path.Combine(other.Workspace, journal), Path.Combine(Workspace, journal));
        return trace.Id;
    }

    /// <summary>The records of the workspace.</summary>
    public IReadOnlyList<RunRecord> Records() => [.. RecordReader.ReadLog(Path.Combine(Workspace, "data", "runs.jsonl"))];

    /// <summary>A path in the working directory.</summary>
    public string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Everything that lies in the working directory, relative.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRepository([CallerFilePath] string source = "")
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(source)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Flywheel.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The repository was not found.");
    }
}

/// <summary>How a command ended and what it wrote.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Errors)
{
    public CliResult ShouldExitWith(int code)
    {
        ExitCode.ShouldBe(code, $"stdout:\n{Output}\nstderr:\n{Errors}");
        return this;
    }
}
