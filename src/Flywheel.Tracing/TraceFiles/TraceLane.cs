namespace Flywheel.Tracing.TraceFiles;

/// <summary>A row of a trace file: its spans in order of their beginnings, outer before inner, each with its parent.</summary>
internal sealed class TraceLane(long pid, long tid)
{
    private readonly List<TraceSpan> _spans = [];
    private readonly List<TraceSpan> _marks = [];
    private readonly List<TraceSpan> _begun = [];
    private int[] _parents = [];

    public long Pid => pid;

    public long Tid => tid;

    public string? Name { get; set; }

    public bool HasSortIndex { get; set; }

    public bool HasEvents { get; private set; }

    /// <summary>Spans in order; outer before inner.</summary>
    public IReadOnlyList<TraceSpan> Spans => _spans;

    /// <summary>Instants in the order of the file.</summary>
    public IReadOnlyList<TraceSpan> Instants => _marks;

    /// <summary>The index of the span that encloses a span, or −1.</summary>
    public int ParentOf(int index) => _parents[index];

    /// <summary>The spans directly inside a span (−1: the outermost ones), in order.</summary>
    public IEnumerable<int> ChildrenOf(int index)
    {
        for (var i = index + 1; i < _spans.Count; i++)
        {
            if (_parents[i] == index)
                yield return i;
            else if (index >= 0 && _spans[i].StartNs >= _spans[index].EndNs && _parents[i] < index)
                yield break;
        }
    }

    public void Add(string phase, in TraceSpan span, TraceContent content)
    {
        HasEvents = true;
        switch (phase)
        {
            case "X":
                _spans.Add(span);
                break;
            case "B":
                _begun.Add(span);
                break;
            case "E":
                End(span, content);
                break;
            case "i" or "I" or "R":
                _marks.Add(span);
                break;
            case "C":
                break; // values, not time
            default:
                content.Warn($"Events of kind '{phase}' are not ours and were passed over.");
                break;
        }
    }

    /// <summary>Orders the spans and finds who encloses whom; spans that overlap by half are errors.</summary>
    public void Complete(TraceContent content)
    {
        foreach (var span in _begun)
            content.Error($"Lane {tid}: span '{span.Name}' (byte {span.Offset}) begins and never ends.");
        _spans.Sort(static (a, b) => a.StartNs != b.StartNs ? a.StartNs.CompareTo(b.StartNs)
            : a.EndNs != b.EndNs ? b.EndNs.CompareTo(a.EndNs)
            : a.Offset.CompareTo(b.Offset));
        _parents = new int[_spans.Count];
        var open = new Stack<int>();
        for (var i = 0; i < _spans.Count; i++)
        {
            var span = _spans[i];
            while (open.TryPeek(out var top) && _spans[top].EndNs <= span.StartNs && !Encloses(_spans[top], span))
                open.Pop();
            if (open.TryPeek(out var parent) && span.EndNs > _spans[parent].EndNs)
            {
                content.Error(
                    $"Lane {tid}: span '{span.Name}' (byte {span.Offset}) overlaps '{_spans[parent].Name}' (byte {_spans[parent].Offset}) without lying inside it: "
                    + $"it ends {span.EndNs - _spans[parent].EndNs} ns later.");
            }

            _parents[i] = open.TryPeek(out parent) ? parent : -1;
            open.Push(i);
        }
    }

    /// <summary>An empty span at the very end of another lies inside it.</summary>
    private static bool Encloses(in TraceSpan outer, in TraceSpan inner) => inner.StartNs >= outer.StartNs && inner.EndNs <= outer.EndNs;

    private void End(in TraceSpan end, TraceContent content)
    {
        if (_begun.Count == 0)
        {
            content.Error($"Lane {tid}: the end at byte {end.Offset} has no beginning.");
            return;
        }

        var begun = _begun[^1];
        _begun.RemoveAt(_begun.Count - 1);
        if (end.Name.Length > 0 && end.Name != begun.Name)
            content.Error($"Lane {tid}: the end of '{end.Name}' (byte {end.Offset}) comes while '{begun.Name}' is the innermost open span.");
        if (end.StartNs < begun.StartNs)
            content.Error($"Lane {tid}: span '{begun.Name}' (byte {begun.Offset}) ends before it begins.");
        _spans.Add(begun with { EndNs = Math.Max(end.StartNs, begun.StartNs) });
    }
}
