using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Files;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Harness.Registry;

/// <summary>
/// The versions of a workspace's harnesses: made, named, reviewed, deployed, taken back; each step one event of a history that can only grow. Safe for
/// any number of threads and processes.
/// </summary>
public sealed class HarnessRegistry : IHarnessVersions
{
    private const string ExportMark = "# flywheel: ";

    private readonly Workspace _workspace;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly HeadRegister _register;
    private readonly VersionContents _contents;

    /// <summary>Opens the registry of a workspace.</summary>
    public HarnessRegistry(Workspace workspace, RegistryOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        _workspace = workspace;
        _options = options;
        _time = time;
        _register = new HeadRegister(options.StateFolder, time);
        _contents = new VersionContents(workspace.Blobs);
        Catalogue = new HarnessCatalogue(workspace.PathOf("harnesses"), this);
    }

    /// <summary>Working copies, built-in harnesses and versions by name.</summary>
    public HarnessCatalogue Catalogue { get; }

    /// <summary>The state of a harness: versions, tags, reviews, channels.</summary>
    /// <exception cref="HarnessException">The history can not be relied on.</exception>
    public HarnessState State(string name) => HarnessState.Of(History(name).Read().Events);

    /// <summary>Makes a working copy.</summary>
    /// <param name="name">The new harness.</param>
    /// <param name="from">The harness it starts as: <c>name</c> or <c>name@version</c>.</param>
    /// <returns>The file.</returns>
    /// <exception cref="HarnessException">There is one already, or there is nothing to start from.</exception>
    public string New(string name, string from)
    {
        var path = Catalogue.WorkingCopy(name)!;
        if (File.Exists(path))
            throw new HarnessException($"There is a working copy already: {path}.");
        var text = Renamed(AsWritten(from), name);
        _ = HarnessLoader.Parse(text, path, Catalogue);
        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    /// <summary>Makes an immutable version of the working copy.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="manifest">What changed and why; its edit must say something.</param>
    /// <exception cref="HarnessException">The working copy is not valid, or nothing changed.</exception>
    public RegistryOutcome Commit(string name, ChangeManifest manifest) => Commit(name, manifest, git: null);

    /// <summary>A version in full.</summary>
    /// <param name="reference"><c>name@version</c>; without a version the newest.</param>
    /// <exception cref="HarnessException">There is no such version.</exception>
    public VersionView Show(string reference)
    {
        var (name, state, entry) = Committed(reference);
        return new VersionView(entry, _contents.Load(name, state, entry), _contents.Source(name, entry));
    }

    /// <summary>The difference of two versions; <c>working</c> names the working copy.</summary>
    /// <exception cref="HarnessException">There is no such version.</exception>
    public VersionDiff Diff(string name, string from, string to)
    {
        var state = State(name);
        return new VersionDiff($"{name}@{from}", $"{name}@{to}", HarnessDiff.Between(CanonicalOf(name, state, from), CanonicalOf(name, state, to)));
    }

    /// <summary>Names a version; a tag that exists moves.</summary>
    /// <exception cref="HarnessException">The tag is none, or there is no such version.</exception>
    public RegistryOutcome Tag(string reference, string tag)
    {
        VersionNames.CheckTag(tag);
        return AppendFor(reference, (_, entry) => new HistoryEvent { Event = HistoryEvents.Tagged, Version = entry.Number, Tag = tag });
    }

    /// <summary>Approves or rejects a version.</summary>
    /// <param name="reference"><c>name@version</c>.</param>
    /// <param name="verdict"><see cref="VersionReview.Approve"/> or <see cref="VersionReview.Reject"/>.</param>
    /// <param name="comment">Why; not empty.</param>
    /// <exception cref="HarnessException">The reviewer wrote the version, or gives no reason.</exception>
    public RegistryOutcome Review(string reference, string verdict, string comment)
    {
        if (verdict is not (VersionReview.Approve or VersionReview.Reject))
            throw new HarnessException($"A review is {VersionReview.Approve} or {VersionReview.Reject}, not '{verdict}'.");
        if (string.IsNullOrWhiteSpace(comment))
            throw new HarnessException("A review says why; give a comment.");
        return AppendFor(reference, (name, entry) => string.Equals(entry.Actor, _options.Actor, StringComparison.Ordinal)
            ? throw new HarnessException(FormattableString.Invariant($"{name}@{entry.Number} was committed by {entry.Actor}; someone else reviews it."))
            : new HistoryEvent { Event = HistoryEvents.Reviewed, Version = entry.Number, Verdict = verdict, Comment = comment.Trim() });
    }

    /// <summary>Records what a gate decided about a version.</summary>
    /// <exception cref="HarnessException">There is no such decision, or it is about another content.</exception>
    public RegistryOutcome RecordEvaluation(string reference, string gateId)
    {
        var gate = Gates.Decision(gateId);
        return AppendFor(reference, (name, entry) => string.Equals(gate.CandidateHash, entry.Hash, StringComparison.Ordinal)
            ? new HistoryEvent { Event = HistoryEvents.Evaluated, Version = entry.Number, Gate = gate }
            : throw new HarnessException(FormattableString.Invariant($"The gate {gateId} judged {gate.CandidateHash ?? "no hash"}, not {name}@{entry.Number} ({entry.Hash}).")));
    }

    /// <summary>Moves a channel to a version.</summary>
    /// <exception cref="DeploymentRefusedException">Production needs an accepting gate of this very content (or a reason to go without) and the required approvals.</exception>
    /// <exception cref="HarnessException">There is no such version, or it is there already.</exception>
    public RegistryOutcome Deploy(string reference, DeploymentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var gate = request.GateId is { } id ? Gates.Decision(id) : null;
        return AppendFor(reference, (name, entry, state) =>
        {
            _ = _contents.Canonical(name, entry); // what can not be read can not be run
            return DeploymentPolicy.Event(name, entry, state, request, gate, _options.RequireReview);
        });
    }

    /// <summary>Moves a channel back: production and staging to what they held before, a canary to nothing.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why; not empty.</param>
    /// <param name="to">A version the channel held before, or null for the last one.</param>
    /// <exception cref="HarnessException">There is nothing to go back to.</exception>
    public RegistryOutcome Rollback(string name, string channel, string reason, string? to = null)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new HarnessException("A rollback says why; give a reason.");
        return Append(name, events =>
        {
            var state = HarnessState.Of(events);
            var target = to is null ? null : VersionNames.Find(name, state, to);
            return DeploymentPolicy.Rollback(name, state, channel, target, reason.Trim());
        });
    }

    /// <summary>
    /// The harness a task runs under. Named with a version: that version (<c>working</c>: the file). Named without: the version in production, for a
    /// share of tasks the canary; the working copy or built-in harness as long as nothing is in production.
    /// </summary>
    /// <exception cref="HarnessException">There is no such harness.</exception>
    public ResolvedHarness Resolve(string reference, string task)
    {
        var named = HarnessReference.Parse(reference);
        if (named.Version == VersionNames.Working)
            return new ResolvedHarness(Catalogue.Find(named.Name), null, null, []);
        var state = State(named.Name);
        if (named.Version is { } version)
            return Held(named.Name, state, VersionNames.Find(named.Name, state, version), Channels.All.FirstOrDefault(channel => channel == version));
        if (state.Channel(Channels.Production) is not { } production)
            return new ResolvedHarness(Catalogue.Find(named.Name), null, null, []);
        var canary = state.Channel(Channels.Canary);
        var chosen = canary is not null && CanarySelection.Selects(named.Name, task, canary.Percent) ? canary : production;
        return Held(named.Name, state, state.Versions[chosen.Version - 1], chosen.Channel);
    }

    /// <summary>Writes a version's file, for a git repository of the user's own; its first line says which version it is.</summary>
    /// <returns>The git commit the repository is at, when the file is tracked there.</returns>
    public GitOrigin? Export(string reference, string path)
    {
        var (name, _, entry) = Committed(reference);
        var text = FormattableString.Invariant($"{ExportMark}{name}@{entry.Number} {entry.Hash}\n") + _contents.Source(name, entry);
        var full = Path.GetFullPath(path);
        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(full)!);
        AtomicFile.Write(full, Encoding.UTF8.GetBytes(text));
        return GitWorkTree.Describe(full);
    }

    /// <summary>Takes a file over as the working copy and commits it, with the git commit it came from.</summary>
    /// <exception cref="HarnessException">The file is not valid, nothing changed, or the working copy holds changes that are not committed.</exception>
    public RegistryOutcome Import(string path, ChangeManifest manifest)
    {
        var text = WithoutExportMark(HarnessLoader.Load(path, Catalogue).Source);
        var harness = HarnessLoader.Parse(text, path, Catalogue);
        var name = harness.Spec.Name;
        var working = Catalogue.WorkingCopy(name)!;
        if (File.Exists(working))
            RefuseToLoseChanges(name, working, harness);
        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(working)!);
        AtomicFile.Write(working, Encoding.UTF8.GetBytes(text));
        return Commit(name, manifest, GitWorkTree.Describe(path));
    }

    /// <summary>Signs the present head of a history.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="keyPath">An ECDSA P-256 private key in PEM, outside the workspace.</param>
    /// <exception cref="HarnessException">The key lies in the workspace or is none, or there is nothing to sign.</exception>
    public SignedHead Sign(string name, string keyPath)
    {
        if (!Path.IsPathRooted(_workspace.RelativePath(keyPath)))
            throw new HarnessException($"{keyPath} lies inside the workspace; a key that travels with what it signs proves nothing. Keep it elsewhere.");
        var history = History(name);
        var reading = history.Read();
        if (reading.Events.Count == 0)
            throw new HarnessException($"'{name}' has no history yet; commit it first.");
        if (_register.Check(history.FilePath, reading.Events) is { } fault)
            throw new HarnessException(FormattableString.Invariant($"The history of '{name}' is not signed, because line {fault.Line} speaks against it: {fault.Reason}."));
        try
        {
            return SignedHead.Write(history.HeadPath, name, reading.Events[^1], File.ReadAllText(keyPath), _time.GetUtcNow());
        }
        catch (Exception error) when (error is FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HarnessException($"{keyPath}: {error.Message}", error);
        }
    }

    /// <summary>Takes the history as it stands for the true one, after a restore or a checkout; recorded with its reason.</summary>
    /// <exception cref="HarnessException">The chain itself is broken, or no reason is given.</exception>
    public void AcceptHead(string name, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new HarnessException("Accepting another head says why; give a reason.");
        var history = History(name);
        var reading = history.Read();
        _register.Accept(history.FilePath, reading.Events, reason.Trim());
        var entry = new JsonObject
        {
            ["timestamp"] = Storage.Json.UtcMilliseconds.Format(_time.GetUtcNow()),
            ["actor"] = _options.Actor,
            ["action"] = "harness.accept_head",
            ["target"] = $"harness:{name}",
            ["before"] = null,
            ["after"] = new JsonObject { ["head"] = reading.Head, ["reason"] = reason.Trim() },
        };
        _workspace.Log("audit").Append(JsonSerializer.SerializeToUtf8Bytes(entry));
    }

    /// <inheritdoc/>
    LoadedHarness IHarnessVersions.Find(string name, string version)
    {
        var state = State(name);
        return _contents.Load(name, state, VersionNames.Find(name, state, version));
    }

    /// <summary>The file of a harness's history.</summary>
    internal HistoryFile History(string name) =>
        new(name, Path.Combine(_workspace.PathOf("harnesses"), HarnessReference.Parse(name).Name), _register, _time);

    /// <summary>The contents of versions.</summary>
    internal VersionContents Contents => _contents;

    /// <summary>What this user has seen.</summary>
    internal HeadRegister Register => _register;

    private GateRecords Gates => new(_workspace.PathOf("data/gates.jsonl"));

    private RegistryOutcome Commit(string name, ChangeManifest manifest, GitOrigin? git)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var path = Catalogue.WorkingCopy(name)!;
        if (!File.Exists(path))
            throw new HarnessException($"'{name}' has no working copy ({path}). Make one with: flywheel harness new {name}");
        if (string.IsNullOrWhiteSpace(manifest.Edit))
            throw new HarnessException("A commit says what changed; give a message.");
        var harness = Catalogue.Find(name);
        var (content, source) = _contents.Put(harness);
        return Append(name, events => VersionCommit.Event(harness, content, source, manifest, git, HarnessState.Of(events), _contents));
    }

    private RegistryOutcome AppendFor(string reference, Func<string, HarnessVersionEntry, HistoryEvent> make) =>
        AppendFor(reference, (name, entry, _) => make(name, entry));

    private RegistryOutcome AppendFor(string reference, Func<string, HarnessVersionEntry, HarnessState, HistoryEvent> make)
    {
        var named = HarnessReference.Parse(reference);
        return Append(named.Name, events =>
        {
            var state = HarnessState.Of(events);
            return make(named.Name, VersionNames.Find(named.Name, state, named.Version ?? VersionNames.Latest), state);
        });
    }

    private RegistryOutcome Append(string name, Func<IReadOnlyList<HistoryEvent>, HistoryEvent> next)
    {
        var (happened, notes) = History(name).Append(events => next(events) with { Actor = _options.Actor });
        return new RegistryOutcome(happened, notes);
    }

    private (string Name, HarnessState State, HarnessVersionEntry Entry) Committed(string reference)
    {
        var named = HarnessReference.Parse(reference);
        var state = State(named.Name);
        return (named.Name, state, VersionNames.Find(named.Name, state, named.Version ?? VersionNames.Latest));
    }

    private ReadOnlyMemory<byte> CanonicalOf(string name, HarnessState state, string version) =>
        version == VersionNames.Working ? Catalogue.Find(name).Canonical : _contents.Canonical(name, VersionNames.Find(name, state, version));

    private ResolvedHarness Held(string name, HarnessState state, HarnessVersionEntry entry, string? channel)
    {
        var notes = new List<string>();
        if (channel == Channels.Production && File.Exists(Catalogue.WorkingCopy(name)) && entry.Number == state.Latest!.Number && WorkingHash(name) is { } working && working != entry.Hash)
            notes.Add(FormattableString.Invariant($"The working copy of '{name}' differs from {name}@{entry.Number}, which is in production and runs; to run the working copy, say {name}@{VersionNames.Working}."));
        return new ResolvedHarness(_contents.Load(name, state, entry), entry.Number, channel, notes);
    }

    private string? WorkingHash(string name)
    {
        try
        {
            return Catalogue.Find(name).Hash.ToString();
        }
        catch (HarnessException)
        {
            return null; // what is being edited is not what runs
        }
    }

    private void RefuseToLoseChanges(string name, string working, LoadedHarness incoming)
    {
        var present = WorkingHash(name);
        var known = State(name).Versions.Any(version => version.Hash == present);
        if (present is null || !known && present != incoming.Hash.ToString())
            throw new HarnessException($"{working} holds changes that are not committed; commit or remove it first.");
    }

    private LoadedHarness AsWritten(string reference) => HarnessReference.Parse(reference).Version is null or VersionNames.Working
        ? Catalogue.Find(HarnessReference.Parse(reference).Name)
        : HarnessLoader.Parse(Show(reference).Source, reference, Catalogue);

    private static string WithoutExportMark(string text) =>
        text.StartsWith(ExportMark, StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;

    // The name's scalar is replaced where it stands; the rest of the file, comments included, stays as it was written.
    private static string Renamed(LoadedHarness source, string name)
    {
        if (string.Equals(source.Spec.Name, name, StringComparison.Ordinal))
            return source.Source;
        var at = source.Places["harness"];
        var lines = source.Source.Split('\n');
        var line = lines[at.Line - 1];
        var end = line.IndexOf(source.Spec.Name, at.Column - 1, StringComparison.Ordinal);
        lines[at.Line - 1] = string.Concat(line.AsSpan(0, end), name, line.AsSpan(end + source.Spec.Name.Length));
        return string.Join('\n', lines);
    }
}
