using System.Runtime.ExceptionServices;

namespace Flywheel.Storage.Logs;

/// <summary>The lines of one group commit. The first to join writes for all; the others wait for it.</summary>
internal sealed class AppendBatch
{
    private readonly List<int> _offsets = new(4);
    private readonly ManualResetEventSlim _done = new(initialState: false, spinCount: 0);
    private byte[] _bytes = new byte[4096];
    private int _length = 1; // the first byte is reserved for the newline that closes a torn line
    private Exception? _failure;

    /// <summary>Offset in the file of the first line; known when the batch is complete.</summary>
    public long Start { get; set; }

    /// <summary>Adds a line; the caller holds the log's gate.</summary>
    public int Add(ReadOnlySpan<byte> line)
    {
        var needed = _length + line.Length + 1;
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        _offsets.Add(_length - 1);
        line.CopyTo(_bytes.AsSpan(_length));
        _bytes[needed - 1] = (byte)'\n';
        _length = needed;
        return _offsets.Count - 1;
    }

    /// <summary>What to write.</summary>
    public ReadOnlySpan<byte> Bytes(bool closeTornLine)
    {
        if (!closeTornLine)
            return _bytes.AsSpan(1, _length - 1);
        _bytes[0] = (byte)'\n';
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Tells the followers that the batch is durable, or why it is not.</summary>
    public void Complete(Exception? failure)
    {
        _failure = failure;
        _done.Set();
    }

    /// <summary>Waits for the batch and returns the offset of line <paramref name="index"/>.</summary>
    public long Wait(int index)
    {
        _done.Wait();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        return Start + _offsets[index];
    }
}
