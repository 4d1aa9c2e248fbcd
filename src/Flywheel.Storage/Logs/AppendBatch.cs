using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Flywheel.Storage.Logs;

/// <summary>The lines of one group commit. The first to join (the leader) writes for all; the others follow: they wait for it.</summary>
/// <remarks>The log's gate guards joining; after it is closed to others, the leader alone uses it.</remarks>
internal sealed class AppendBatch
{
    private const int MaximumBytes = 16 << 20;

    private readonly List<AppendFollower> _followers = [];
    private byte[] _buffer = [];
    private int _length = 1; // the first byte is reserved for the newline that closes a torn line
    private int _count;

    /// <summary>How many lines have joined; may be read while others join.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a line may join: a batch is bounded so that one write never grows without limit. The first line always may.</summary>
    public bool HasRoomFor(int lineLength) => _count == 0 || (long)_length + lineLength + 1 <= MaximumBytes;

    /// <summary>Adds a line.</summary>
    /// <returns>Null for the leader.</returns>
    public AppendFollower? Join(ReadOnlySpan<byte> line)
    {
        var end = _length + line.Length + 1;
        if (end > _buffer.Length)
            Grow(end);
        line.CopyTo(_buffer.AsSpan(_length));
        _buffer[end - 1] = (byte)'\n';
        var follower = _count == 0 ? null : new AppendFollower(_length - 1);
        if (follower is not null)
            _followers.Add(follower);
        _length = end;
        Volatile.Write(ref _count, _count + 1);
        return follower;
    }

    /// <summary>What to write.</summary>
    public ReadOnlySpan<byte> Bytes(bool closeTornLine)
    {
        if (!closeTornLine)
            return _buffer.AsSpan(1, _length - 1);
        _buffer[0] = (byte)'\n';
        return _buffer.AsSpan(0, _length);
    }

    /// <summary>Tells the followers where their lines are, or why they are not in the file; the batch is used up.</summary>
    /// <param name="start">Offset in the file of the first line.</param>
    /// <param name="failure">Null when the lines are durable.</param>
    public void Complete(long start, Exception? failure)
    {
        var captured = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        foreach (var follower in _followers)
            follower.Complete(start, captured);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_length == 1 ? needed : Math.Max(needed, 2 * _length));
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
