using Flywheel.Agents.Memory;
using Flywheel.Storage.Security;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>What other logs say of a run. Immutable.</summary>
/// <param name="Guards">What guards decided, in order.</param>
/// <param name="Memories">Titles of the memories shown, by id; an id without a title was deleted since.</param>
internal sealed record RunDetails(IReadOnlyList<SecurityEvent> Guards, IReadOnlyList<(string Id, string? Title)> Memories)
{
    /// <summary>Nothing.</summary>
    public static RunDetails None { get; } = new([], []);

    /// <summary>Reads what the workspace knows of a run.</summary>
    public static RunDetails Of(RunRecord run, Workspace workspace)
    {
        var guards = workspace.Security.Read().Where(happened => happened.RunId == run.RunId).ToList();
        return new RunDetails(guards, run.MemoryIds.Count == 0 ? [] : Titles(run, workspace));
    }

    private static List<(string Id, string? Title)> Titles(RunRecord run, Workspace workspace)
    {
        var titles = new MemoryStore(workspace.Log("memories")).All().ToDictionary(static memory => memory.Id, static memory => memory.Title, StringComparer.Ordinal);
        return [.. run.MemoryIds.Select(id => (id, titles.GetValueOrDefault(id)))];
    }
}
