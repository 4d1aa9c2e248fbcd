namespace Flywheel.Tracing.TraceFiles;

/// <summary>Sums over stretches of time.</summary>
internal static class Intervals
{
    /// <summary>The stretches without their overlaps, in order.</summary>
    public static List<(long Start, long End)> Union(IEnumerable<(long Start, long End)> stretches)
    {
        var union = new List<(long Start, long End)>();
        foreach (var (start, end) in stretches.Where(static stretch => stretch.End > stretch.Start).OrderBy(static stretch => stretch.Start))
        {
            if (union.Count > 0 && start <= union[^1].End)
                union[^1] = (union[^1].Start, Math.Max(union[^1].End, end));
            else
                union.Add((start, end));
        }

        return union;
    }

    public static long Length(IEnumerable<(long Start, long End)> disjoint) => disjoint.Sum(static stretch => stretch.End - stretch.Start);

    /// <summary>The time that two unions share.</summary>
    public static long Shared(List<(long Start, long End)> first, List<(long Start, long End)> second)
    {
        long shared = 0;
        for (int i = 0, j = 0; i < first.Count && j < second.Count;)
        {
            shared += Math.Max(0, Math.Min(first[i].End, second[j].End) - Math.Max(first[i].Start, second[j].Start));
            if (first[i].End < second[j].End)
                i++;
            else
                j++;
        }

        return shared;
    }

    /// <summary>The longest stretch between two instants that no stretch of the union covers; empty when all is covered.</summary>
    public static (long Start, long End) LongestGap(List<(long Start, long End)> union, long start, long end)
    {
        var longest = (Start: start, End: start);
        var position = start;
        foreach (var (from, to) in union)
        {
            if (Math.Min(from, end) - position > longest.End - longest.Start)
                longest = (position, Math.Min(from, end));
            position = Math.Max(position, to);
        }

        return end - position > longest.End - longest.Start ? (position, end) : longest;
    }
}
