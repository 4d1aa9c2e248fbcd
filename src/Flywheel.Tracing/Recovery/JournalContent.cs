using System.Text.Json;
using Flywheel.Storage.Journals;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;

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

    public static JournalContent Read(DeadJournal journal)
    {
        JournalContent? content = null;
        foreach (var line in journal.Lines())
        {
            if (content is null)
                content = new JournalContent(ReadPrefix(journal, line.Bytes.Span));
            else
                content.Apply(line.Bytes.Span, line.Offset);
        }

        return content ?? new JournalContent(Unknown(journal));
    }

    private static RunRecord ReadPrefix(DeadJournal journal, ReadOnlySpan<byte> line)
    {
        try
        {
            var prefix = JsonSerializer.Deserialize(line, RecordJson.Default.RunRecord);
            return prefix is { Timestamp: not null } ? prefix with { RunId = journal.RunId } : Unknown(journal);
        }
        catch (JsonException)
        {
            return Unknown(journal);
        }
    }

    private static RunRecord Unknown(DeadJournal journal) =>
        new() { RunId = journal.RunId, Timestamp = journal.LastWritten, Task = "(the start of this run's journal could not be read)" };

    private void Apply(ReadOnlySpan<byte> line, long offset)
    {
        try
        {
            var happened = JsonSerializer.Deserialize(line, JournalJson.Default.JournalEvent)!;
            if (happened.Ev == "final")
                Final = happened;
            if (happened.Step is { } step)
                Steps.Add(step);
            State.Apply(happened);
            if (happened.T > LastInstant)
                LastInstant = happened.T;
        }
        catch (JsonException)
        {
            Damage ??= $"line at byte {offset}";
        }
    }
}
