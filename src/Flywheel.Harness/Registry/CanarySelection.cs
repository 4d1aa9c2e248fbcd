using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Flywheel.Harness.Registry;

/// <summary>
/// Which tasks run the canary: the first 64 bits of the SHA-256 of <c>name, newline, task</c>, as a share of 2⁶⁴, below the canary's share. The same
/// task always lands on the same side, and raising the share only adds tasks. Thread-safe.
/// </summary>
public static class CanarySelection
{
    /// <summary>Whether a task belongs to the canary's share.</summary>
    /// <param name="harness">The harness's name.</param>
    /// <param name="task">The task.</param>
    /// <param name="percent">The share, 0 to 100.</param>
    public static bool Selects(string harness, string task, double percent)
    {
        ArgumentNullException.ThrowIfNull(task);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{harness}\n{task.Trim()}"));
        var share = BinaryPrimitives.ReadUInt64BigEndian(digest) / 18446744073709551616.0;
        return share < percent / 100;
    }
}
