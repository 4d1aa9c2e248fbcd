using System.Text;
using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.Recovery;

/// <summary>
/// The lines of a log that are no records, and which of them are explained: power loss tears a line in its middle, and recovery appends the record
/// again, whole. Used by one thread.
/// </summary>
internal sealed class InvalidLines
{
    private const string IdMark = "\"run_id\":\"";

    private readonly List<Torn> _lines = [];

    public void Add(LogLine line, string reason) => _lines.Add(new Torn(line.Offset, line.Bytes.ToArray(), reason));

    /// <summary>A whole record that stands after the lines added so far.</summary>
    public void Saw(ReadOnlySpan<byte> line)
    {
        foreach (var torn in _lines)
            torn.IsRepeated |= line.StartsWith(torn.Bytes);
    }

    /// <summary>The lines with their explanations.</summary>
    /// <param name="runs">Where each run has its record.</param>
    public List<UnreadableLine> Explain(IReadOnlyDictionary<string, long> runs) => [.. _lines.Select(line => Explain(line, runs))];

    private static UnreadableLine Explain(Torn line, IReadOnlyDictionary<string, long> runs)
    {
        if (RunIdOf(line.Bytes) is { } id)
        {
            return runs.TryGetValue(id, out var offset)
                ? new UnreadableLine(line.Offset, $"The torn beginning of the record of run {id}, which stands whole at byte {offset}.", Explained: true)
                : new UnreadableLine(line.Offset, $"The torn beginning of the record of run {id}, which has no whole record: {line.Reason}", Explained: false);
        }

        return line.IsRepeated
            ? new UnreadableLine(line.Offset, "The torn beginning of a record that was appended again, whole, after it.", Explained: true)
            : new UnreadableLine(line.Offset, line.Reason, Explained: false);
    }

    /// <summary>The run a torn line speaks of; null when the tear came before the end of its id.</summary>
    private static string? RunIdOf(byte[] line)
    {
        var text = Encoding.UTF8.GetString(line);
        var start = text.IndexOf(IdMark, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += IdMark.Length;
        var end = text.IndexOf('"', start);
        return end > start ? text[start..end] : null;
    }

    private sealed record Torn(long Offset, byte[] Bytes, string Reason)
    {
        public bool IsRepeated { get; set; }
    }
}
