using System.Text.Json;
using Flywheel.Cli.Failures;
using Flywheel.Harness.Keys;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Labels;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Archive;

/// <summary>The finished runs of a workspace, with their labels. Reads the log anew each time; used by one thread.</summary>
internal sealed class RunArchive
{
    private const int ShortestPrefix = 4;

    private readonly Workspace _workspace;
    private readonly TimeProvider _time;
    private readonly List<InvalidLine> _invalid = [];

    /// <summary>The archive of a workspace.</summary>
    public RunArchive(Workspace workspace, TimeProvider time)
    {
        _workspace = workspace;
        _time = time;
    }

    /// <summary>Lines of the last reading that are no records.</summary>
    public IReadOnlyList<InvalidLine> Invalid => _invalid;

    /// <summary>The log that is read.</summary>
    public string LogPath => _workspace.Runs.FilePath;

    /// <summary>The runs that are meant, in the order in which they ended.</summary>
    public IEnumerable<RunRecord> Read(RunFilter filter)
    {
        _invalid.Clear();
        var labels = Labels();
        foreach (var run in RecordReader.ReadLog(_workspace.Runs.FilePath, _invalid.Add))
        {
            var labelled = LabelLog.Join(run, labels);
            if (filter.Matches(labelled))
                yield return labelled;
        }
    }

    /// <summary>The last runs that are meant, oldest first.</summary>
    public IReadOnlyList<RunRecord> Last(int count, RunFilter filter)
    {
        var last = new Queue<RunRecord>(Math.Min(count, 1024));
        foreach (var run in Read(filter))
        {
            if (last.Count == count)
                last.Dequeue();
            if (count > 0)
                last.Enqueue(run);
        }

        return [.. last];
    }

    /// <summary>The run of an id, or of its unambiguous beginning.</summary>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    public RunRecord Find(string id)
    {
        RunRecord? exact = null;
        var starting = new List<RunRecord>();
        var ids = new List<string>();
        foreach (var run in Read(RunFilter.All))
        {
            ids.Add(run.RunId);
            if (run.RunId == id)
                exact = run; // the last of several lines of one run
            else if (id.Length >= ShortestPrefix && run.RunId.StartsWith(id, StringComparison.OrdinalIgnoreCase))
                starting.Add(run);
        }

        if (exact is not null)
            return exact;
        return starting.DistinctBy(static run => run.RunId, StringComparer.Ordinal).ToList() switch
        {
            [var only] => only,
            [] => throw new UserException(Unknown(id, ids)),
            var several => throw new UserException($"{several.Count} runs begin with '{id}': {string.Join(", ", several.Take(5).Select(static run => run.RunId))}{(several.Count > 5 ? ", …" : "")}. Write more of the id."),
        };
    }

    /// <summary>The running run of an id, or of its unambiguous beginning; null when none is running under it.</summary>
    public string? FindOpen(string id) =>
        _workspace.Journals.RunIds().Where(open => open == id || id.Length >= ShortestPrefix && open.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList() is [var only] ? only : null;

    private string Unknown(string id, List<string> ids)
    {
        if (FindOpen(id) is { } open)
            return $"The run {open} has not finished. Follow it with `flywheel runs tail --follow`, or look again later.";
        var hint = NearestName.Hint(id, ids.TakeLast(1000));
        return $"There is no run '{id}' in {_workspace.Root}.{hint} List the runs with `flywheel runs list`.";
    }

    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Labels() =>
        new LabelLog(_workspace.Log("labels"), _time).Latest();
}
