using System.Globalization;
using System.Text.Json;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Recovery;

/// <summary>What a journal says, as far as it can be read.</summary>
internal sealed class JournalContent
{
    private JournalContent(RunRecord prefix)
    {
        Prefix = prefix;
        State = new RunState(prefix);
        LastInstant = prefix.Timestamp!.Value;
    }

    public RunRecord Prefix { get; }

    public RunState State { get; }

    public List<Step> Steps { get; } = [];

    /// <summary>The final event, if the run finished.</summary>
    public JournalEvent? Final { get; private set; }

    public DateTimeOffset LastInstant { get; private set; }

    /// <summary>The first line that could not be read, described; null when all could.</summary>
    public string? Damage { get; private set; }

    public static JournalContent Read(DeadJournal journal, Workspace workspace)
    {
        JournalContent? content = null;
        foreach (var line in journal.Lines())
        {
            if (content is not null)
                content.Apply(line.Bytes.Span, line.Offset);
            else if (ReadPrefix(journal, line.Bytes) is { } prefix)
                content = new JournalContent(prefix);
            else
                content = new JournalContent(Unknown(journal, workspace)) { Damage = "its first line" };
        }

        return content ?? new JournalContent(Unknown(journal, workspace)) { Damage = "it is empty" };
    }

    private static RunRecord? ReadPrefix(DeadJournal journal, ReadOnlyMemory<byte> line) =>
        RecordReader.TryRead(line, out var prefix, out _, out _) && prefix.Timestamp is not null ? prefix with { RunId = journal.RunId } : null;

    /// <summary>What can be said of a run whose journal has lost its beginning: its id tells when it started and where its files are.</summary>
    private static RunRecord Unknown(DeadJournal journal, Workspace workspace)
    {
        var id = journal.RunId;
        var steps = $"steps/{id}.jsonl";
        return new RunRecord
        {
            RunId = id,
            Timestamp = StartOf(id) ?? journal.LastWritten,
            Task = "(the beginning of this run's journal could not be read)",
            StepsPath = File.Exists(workspace.PathOf(steps)) ? steps : null,
            TracePath = TraceOf(id, workspace),
        };
    }

    private static DateTimeOffset? StartOf(string id) =>
        DateTimeOffset.TryParseExact(
            id.Split('_')[0], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start)
            ? start
            : null;

    private static string? TraceOf(string id, Workspace workspace)
    {
        var traces = workspace.PathOf("traces");
        if (!Directory.Exists(traces))
            return null;
        var name = id + TraceFileWriter.Suffix;
        var found = Directory.EnumerateFiles(traces, name + "*", SearchOption.AllDirectories)
            .FirstOrDefault(path => path.EndsWith(TraceFileWriter.Suffix, StringComparison.Ordinal) || path.EndsWith(TracePart.Suffix, StringComparison.Ordinal));
        return found is null ? null : workspace.RelativePath(Path.Combine(Path.GetDirectoryName(found)!, name));
    }

    private void Apply(ReadOnlySpan<byte> line, long offset)
    {
        JournalEvent? happened = null;
        try
        {
            happened = JsonSerializer.Deserialize(line, JournalJson.Default.JournalEvent);
        }
        catch (JsonException)
        {
            // Told below.
        }

        if (happened is null || !State.TryApply(happened))
        {
            Damage ??= $"the line at byte {offset}";
            return;
        }

        if (happened is { Ev: "final", Record: not null })
            Final = happened;
        if (happened.Step is { } step)
            Steps.Add(step);
        if (happened.T > LastInstant)
            LastInstant = happened.T;
    }
}
