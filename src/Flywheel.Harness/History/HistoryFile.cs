using System.Text;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Files;
using Flywheel.Storage.Redaction;

namespace Flywheel.Harness.History;

/// <summary>
/// The history of one harness on disk. Every state of a harness is the sum of its events, so that an append is the whole of a commit or a
/// deployment: a reader, and a crash at any moment, sees the state before it or after it. Safe for any number of threads and processes.
/// </summary>
internal sealed class HistoryFile
{
    private const string TornName = "history.torn";

    private readonly string _harness;
    private readonly HeadRegister _register;
    private readonly TimeProvider _time;

    public HistoryFile(string harness, string folder, HeadRegister register, TimeProvider time)
    {
        _harness = harness;
        Folder = folder;
        FilePath = Path.Combine(folder, "history.jsonl");
        HeadPath = Path.Combine(folder, "history.head.json");
        _register = register;
        _time = time;
    }

    public string Folder { get; }

    public string FilePath { get; }

    public string HeadPath { get; }

    /// <summary>The present history; an unfinished last line is not part of it.</summary>
    /// <exception cref="HarnessException">A line was changed, removed or reordered.</exception>
    public ChainReading Read() => Trusted(ReadUnchecked());

    /// <summary>The present history as far as it is proven.</summary>
    public ChainReading ReadUnchecked() => File.Exists(FilePath) ? HistoryChain.Read(ReadShared()) : ChainReading.Empty;

    /// <summary>Appends one event, made from the history under the lock, so that what it decides on is what it follows.</summary>
    /// <param name="next">Makes the event; throws to refuse.</param>
    /// <returns>The event, and what a person should know: an end set aside, a register that can not be written.</returns>
    /// <exception cref="HarnessException">The history is damaged, or is not the one this machine has seen.</exception>
    public (HistoryEvent Event, IReadOnlyList<string> Notes) Append(Func<IReadOnlyList<HistoryEvent>, HistoryEvent> next)
    {
        FileSystem.CreateDurableDirectory(Folder);
        var notes = new List<string>();
        using var file = LockedFile.Open(FilePath);
        var content = file.ReadAll();
        var reading = Trusted(HistoryChain.Read(content));
        if (_register.Check(FilePath, reading.Events) is { } fault)
            throw Refused(fault);
        if (reading.TornFrom is { } torn)
            SetAside(file, content, torn, notes);
        var draft = next(reading.Events);
        var last = reading.Events.Count == 0 ? DateTimeOffset.MinValue : reading.Events[^1].Timestamp;
        var now = Milliseconds(_time.GetUtcNow());
        var (happened, line) = HistoryChain.Seal(draft with { Timestamp = now < last ? last : now }, reading.Events.Count + 1, reading.Head);
        if (Redactor.Secrets.Redact(Encoding.UTF8.GetString(line)).Redactions is [var secret, ..])
            throw new HarnessException($"The message holds what looks like a secret ({secret.Rule.Replace('_', ' ')}); a history is kept for ever. Leave it out.");
        file.Append([.. line, (byte)'\n']);
        Register([.. reading.Events, happened], notes);
        return (happened, notes);
    }

    private void Register(IReadOnlyList<HistoryEvent> events, List<string> notes)
    {
        try
        {
            _register.Record(FilePath, events);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            notes.Add($"The head could not be registered outside the workspace, so that a cut end would not be noticed: {error.Message}");
        }
    }

    // What was never finished was never announced to anyone: it is kept beside the history and is no part of it.
    private void SetAside(LockedFile file, byte[] content, long torn, List<string> notes)
    {
        var aside = Path.Combine(Folder, TornName);
        using (var kept = LockedFile.Open(aside))
            kept.Append([.. content[(int)torn..], (byte)'\n']);
        file.Truncate(torn);
        notes.Add($"An unfinished line at the end of {FilePath} was moved to {aside}.");
    }

    private ChainReading Trusted(ChainReading reading) => reading.Fault is { } fault ? throw Refused(fault) : reading;

    private HarnessException Refused(ChainFault fault) =>
        new(FormattableString.Invariant($"The history of '{_harness}' can not be relied on: {FilePath}, line {fault.Line}: {fault.Reason}. Look at it with: flywheel harness audit {_harness}"));

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    private byte[] ReadShared()
    {
        using var stream = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
