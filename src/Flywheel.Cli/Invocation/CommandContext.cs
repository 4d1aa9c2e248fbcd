using System.CommandLine;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Cli.Invocation;

/// <summary>What a command works with. Nothing is opened before it is asked for. Used by one command.</summary>
internal sealed class CommandContext
{
    private readonly string? _askedWorkspace;
    private Workspace? _workspace;

    /// <summary>The context of a parsed command line.</summary>
    public CommandContext(Host host, ParseResult parsed)
    {
        Host = host;
        _askedWorkspace = GlobalOptions.Workspace(parsed);
        Json = GlobalOptions.Json(parsed);
        Output = new TextOutput(host.Output, GlobalOptions.CapabilityOf(host, parsed, host.OutputIsTerminal), host.Size);
        Errors = new TextOutput(host.Errors, GlobalOptions.CapabilityOf(host, parsed, host.ErrorsAreTerminal), host.Size);
    }

    /// <summary>What the process gives.</summary>
    public Host Host { get; }

    /// <summary>Whether results are for a machine.</summary>
    public bool Json { get; }

    /// <summary>Results.</summary>
    public TextOutput Output { get; }

    /// <summary>Progress and messages.</summary>
    public TextOutput Errors { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => Host.Time;

    /// <summary>Where the workspace is, or would be; nothing is created.</summary>
    public string WorkspaceRoot
    {
        get
        {
            if (_askedWorkspace is { } asked && string.IsNullOrWhiteSpace(asked))
                throw new UserException("--workspace: the folder is missing. Name a folder, for example --workspace ./.flywheel.");
            var root = Workspace.Locate(_askedWorkspace, Host.Environment, Host.WorkingDirectory);
            if (File.Exists(root))
                throw new UserException($"The workspace {root} is a file; a folder is needed. Choose another with --workspace.");
            return root;
        }
    }

    /// <summary>Whether there is a workspace already.</summary>
    public bool WorkspaceExists => Directory.Exists(WorkspaceRoot);

    /// <summary>The workspace; created when it is missing.</summary>
    public Workspace Workspace => _workspace ??= Workspace.Open(WorkspaceRoot, Time);

    /// <summary>The workspace, which must exist.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public Workspace ExistingWorkspace => WorkspaceExists
        ? Workspace
        : throw new UserException($"There is no workspace at {WorkspaceRoot}. Start one with `flywheel run \"…\"`, or name another with --workspace.");

    /// <summary>An environment variable without white space around it; null when it is not set or empty.</summary>
    public string? Variable(string name) => Host.Environment(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The absolute path of what the user named, <c>~</c> read as the home folder.</summary>
    public string PathOf(string named)
    {
        var expanded = named == "~" || named.StartsWith("~/", StringComparison.Ordinal) ? Variable("HOME") + named[1..] : named;
        return Path.GetFullPath(expanded, Host.WorkingDirectory);
    }

    /// <summary>Tells the user something on stderr.</summary>
    public void Warn(string message) => Errors.Line(Errors.Paint("warning: ", Tone.Warning) + SafeText.Block(message));
}
