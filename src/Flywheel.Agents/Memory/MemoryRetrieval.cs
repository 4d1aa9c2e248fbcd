using System.Globalization;
using System.Text;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Memory;

/// <summary>The stage <c>memory</c>: what earlier runs know about a task.</summary>
public sealed class MemoryRetrieval
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "memory";

    private readonly MemoryStore _store;

    /// <summary>Retrieves from this store.</summary>
    public MemoryRetrieval(MemoryStore store) => _store = store;

    /// <summary>Finds the memories that fit a task and notes which were shown.</summary>
    /// <returns>A block for prompts; empty when nothing fits.</returns>
    public string Retrieve(string task, int limit, RunTrace trace)
    {
        trace.EnterStage(Stage);
        var found = _store.Search(task, limit);
        trace.Note(new RunNotes { MemoryIds = [.. found.Select(static ranked => ranked.Memory.Id)] });
        if (found.Count == 0)
            return "";
        var block = new StringBuilder();
        foreach (var (memory, _) in found)
            Append(block, memory);
        var text = block.ToString().TrimEnd();
        trace.RecordStep(trace.Main, new StepEntry { Stage = Stage, Kind = "tool", Name = "memory.search", Arguments = task, Result = text });
        return text;
    }

    private static void Append(StringBuilder block, MemoryEntry memory)
    {
        var date = memory.Timestamp.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        block.Append("**[").Append(date).Append("] ").Append(memory.Title).Append("** (").Append(memory.TaskType ?? "task");
        if (memory.FinalScore is { } score)
            block.Append(CultureInfo.InvariantCulture, $", {score:0.0}/10");
        block.Append(")\n").Append(memory.Narrative).Append('\n');
        foreach (var fact in memory.Facts)
            block.Append("- ").Append(fact).Append('\n');
        block.Append('\n');
    }
}
