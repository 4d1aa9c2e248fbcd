namespace Flywheel.Storage.Files;

/// <summary>The lock of systems without open-file-description locks: an exclusively opened <c>.lock</c> file beside the locked one.</summary>
internal static class SiblingLock
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Takes the lock, waiting for it if asked to.</summary>
    /// <exception cref="IOException">The lock file can not be made.</exception>
    internal static FileStream? Acquire(string path, bool wait, out bool taken)
    {
        while (true)
        {
            try
            {
                var held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
                taken = true;
                return held;
            }
            catch (IOException failure) when (IsHeldByAnother(failure))
            {
                taken = false;
                if (!wait)
                    return null;
                Thread.Sleep(Pause); // no system call here waits for an exclusive open
            }
        }
    }

    private static bool IsHeldByAnother(IOException failure) =>
        failure.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock;
}
