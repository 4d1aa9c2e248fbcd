using System.Runtime.InteropServices;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// What a run waited for. Walked backwards from the end of the run: where the first lane does nothing of its own while parallel lanes work, the run waits
/// for the one that ends last; before that one began, for the one that ended last before, and so on. Pieces shorter than a thousandth of the run are
/// merged into the piece before.
/// </summary>
internal static class CriticalPath
{
    public static IReadOnlyList<CriticalSegment> Of(TraceContent content, RunSpans run)
    {
        var pieces = new List<Piece>();
        var parallel = content.Lanes.Where(lane => lane != run.Lane)
            .SelectMany(static lane => lane.ChildrenOf(-1).Select(index => (Lane: lane, Index: index, Span: lane.Spans[index])))
            .OrderBy(static work => work.Span.EndNs)
            .ToList();
        foreach (var own in Leaves(run.Lane, 0, run.Run.StartNs, run.Run.EndNs))
            AddWithParallel(pieces, own, parallel);
        return Merged(pieces, run);
    }

    private static void AddWithParallel(List<Piece> pieces, in Piece own, List<(TraceLane Lane, int Index, TraceSpan Span)> parallel)
    {
        var backwards = new List<Piece>();
        var until = own.EndNs;
        for (var i = LastEndedBy(parallel, until); i >= 0 && parallel[i].Span.EndNs > own.StartNs; i--)
        {
            var (lane, index, span) = parallel[i];
            if (span.EndNs > until || span.StartNs < own.StartNs)
                continue;
            if (span.EndNs < until)
                backwards.Add(own with { StartNs = span.EndNs, EndNs = until });
            backwards.AddRange(Leaves(lane, index, span.StartNs, span.EndNs).Reverse());
            until = span.StartNs;
        }

        if (until > own.StartNs)
            backwards.Add(own with { EndNs = until });
        backwards.Reverse();
        pieces.AddRange(backwards);
    }

    /// <summary>The index of the last work that ended at or before an instant, or −1; the work is ordered by its ends.</summary>
    private static int LastEndedBy(List<(TraceLane Lane, int Index, TraceSpan Span)> parallel, long instantNs)
    {
        var low = 0;
        var high = parallel.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (parallel[middle].Span.EndNs <= instantNs)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    /// <summary>A lane's time between two instants, cut into pieces by the innermost span that is open.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="first">The first span that may lie between them.</param>
    /// <param name="startNs">From.</param>
    /// <param name="endNs">To.</param>
    private static IEnumerable<Piece> Leaves(TraceLane lane, int first, long startNs, long endNs)
    {
        var open = new Stack<TraceSpan>();
        var position = startNs;
        for (var i = first; i < lane.Spans.Count && lane.Spans[i].StartNs < endNs; i++)
        {
            var span = lane.Spans[i];
            if (span.EndNs <= startNs || span.DurationNs == 0)
                continue;
            while (open.TryPeek(out var top) && top.EndNs <= span.StartNs)
            {
                if (top.EndNs > position)
                    yield return new Piece(lane, top.Name, position, top.EndNs);
                position = Math.Max(position, top.EndNs);
                open.Pop();
            }

            if (open.TryPeek(out var outer) && span.StartNs > position)
                yield return new Piece(lane, outer.Name, position, span.StartNs);
            position = Math.Max(position, span.StartNs);
            open.Push(span);
        }

        while (open.TryPop(out var rest))
        {
            var end = Math.Min(rest.EndNs, endNs);
            if (end > position)
                yield return new Piece(lane, rest.Name, position, end);
            position = Math.Max(position, end);
        }
    }

    private static List<CriticalSegment> Merged(List<Piece> pieces, RunSpans run)
    {
        var shortest = run.Run.DurationNs / 1000;
        var merged = new List<Piece>();
        foreach (var piece in pieces)
        {
            var continues = merged.Count > 0 && (piece.EndNs - piece.StartNs < shortest || merged[^1].Lane == piece.Lane && merged[^1].Name == piece.Name);
            if (continues)
                merged[^1] = merged[^1] with { EndNs = piece.EndNs };
            else
                merged.Add(piece);
        }

        return
        [
            .. merged.Select(piece => new CriticalSegment(
                piece.Lane.Name ?? "", piece.Name, (piece.StartNs - run.Run.StartNs) / 1e6, (piece.EndNs - piece.StartNs) / 1e6)),
        ];
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Piece(TraceLane Lane, string Name, long StartNs, long EndNs);
}
