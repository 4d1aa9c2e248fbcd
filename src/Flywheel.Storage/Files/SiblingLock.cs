namespace Flywheel.Storage.Files;

/// <summary>The lock of systems without open-file-description locks: an exclusively opened <c>.lock</c> file beside the locked one.</summary>
internal static class SiblingLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    internal static IDisposable? Acquire(string path, bool wait, out bool taken)
    {
        while (true)
        {
            try
            {
                var held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
                taken = true;
                return held;
            }
            catch (IOException) when (wait)
            {
                Thread.Sleep(Pause); // no system call here waits for an exclusive open
            }
            catch (IOException)
            {
                taken = false;
                return null;
            }
        }
    }
}
