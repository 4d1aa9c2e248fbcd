using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Files;

/// <summary>
/// The few file-system calls .NET has no method for: whole-file locks that belong to the open file, preallocation that keeps the length,
/// the identity of a file, and making a directory entry durable. Thread-safe.
/// </summary>
/// <remarks>
/// Locks are Linux open-file-description locks: they belong to the handle (not to the process, as POSIX locks do) and do not meet the
/// <c>flock</c> that .NET itself takes on every file it opens, so that a reader which holds a log open never blocks a writer.
/// Elsewhere a sibling <c>.lock</c> file opened exclusively stands in for them.
/// </remarks>
public static partial class FileSystem
{
    private const int SetLock = 37;
    private const int SetLockWait = 38;
    private const short WriteLock = 1;
    private const short ReleaseLock = 2;
    private const int KeepSize = 1;
    private const int DiskFullErrno = 28;
    private const int LinuxQuotaErrno = 122;
    private const int MacQuotaErrno = 69;
    private const int ReadOnlyErrno = 30;
    private const int InterruptedErrno = 4;
    private const int InvalidErrno = 22;
    private const int AgainErrno = 11;
    private const int AccessErrno = 13;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int LinuxCloseOnExec = 0x80000;
    private const int MacCloseOnExec = 0x1000000;
    private const int WorkingDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint TypeMask = 1;
    private const ushort FileTypeBits = 0xF000;
    private const ushort RegularFile = 0x8000;
    private const uint InodeMask = 0x100;

    /// <summary>Waits until this handle holds the file's exclusive lock. A killed process releases it.</summary>
    /// <exception cref="IOException">The file system has no locks.</exception>
    internal static IDisposable? Lock(SafeFileHandle handle, string path) => Acquire(handle, path, SetLockWait, out _);

    /// <summary>Takes the file's exclusive lock if nobody holds it.</summary>
    /// <returns>False when another handle holds it.</returns>
    internal static bool TryLock(SafeFileHandle handle, string path, out IDisposable? held)
    {
        held = Acquire(handle, path, SetLock, out var taken);
        return taken;
    }

    /// <summary>
    /// Releases the lock of this handle. Closing the handle is not enough where the process may be starting another at that moment: the child
    /// shares the open file, lock included, until it runs its own program.
    /// </summary>
    internal static void Unlock(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var request = new FileLockRequest { Type = ReleaseLock };
        _ = Control(handle, SetLock, ref request);
    }

    /// <summary>Reserves disk space for <paramref name="length"/> bytes from the start of the file without changing its length.</summary>
    /// <returns>False where the file system can not preallocate.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    internal static bool Preallocate(SafeFileHandle handle, long length)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        while (true)
        {
            if (FileAllocate(handle, KeepSize, 0, length) == 0)
                return true;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == InterruptedErrno)
                continue;
            if (errno is DiskFullErrno or LinuxQuotaErrno)
                throw new IOException("No space left on device", errno);
            return false;
        }
    }

    /// <summary>Which file is open; null where the system does not tell.</summary>
    internal static FileIdentity? IdentityOf(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var status = default(ExtendedStatus);
        return ReadStatus(handle, "", EmptyPath, InodeMask, ref status) == 0 ? status.Identity : null;
    }

    /// <summary>Whether a path still names the file that is open: it was neither moved away nor removed nor replaced.</summary>
    internal static bool IsNamed(SafeFileHandle handle, string path)
    {
        if (IdentityOf(handle) is not { } open)
            return File.Exists(path);
        var status = default(ExtendedStatus);
        return ReadStatus(WorkingDirectory, path, 0, InodeMask, ref status) == 0 && status.Identity == open;
    }

    /// <summary>
    /// Whether a path names a regular file, links followed: no folder, pipe, socket or device. Opens nothing, as opening a pipe could wait for ever.
    /// </summary>
    public static bool IsRegularFile(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path);
        var status = default(ExtendedStatus);
        return ReadStatus(WorkingDirectory, path, 0, TypeMask, ref status) == 0 && (status.Mode & FileTypeBits) == RegularFile;
    }

    /// <summary>Makes the entries of a directory durable: a file created or renamed in it is found again after power loss.</summary>
    public static void SyncDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        var descriptor = Open(directory, OperatingSystem.IsLinux() ? LinuxCloseOnExec : MacCloseOnExec);
        if (descriptor < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot open directory '{directory}': {new Win32Exception(errno).Message}", errno);
        }

        try
        {
            while (Sync(descriptor) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == InterruptedErrno)
                    continue;
                if (errno == InvalidErrno) // the file system does not sync directories and needs none
                    return;
                throw new IOException($"Cannot sync directory '{directory}': {new Win32Exception(errno).Message}", errno);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Creates a directory and its parents, each entry durable.</summary>
    public static void CreateDurableDirectory(string directory)
    {
        if (Directory.Exists(directory))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(directory));
        if (!string.IsNullOrEmpty(parent))
            CreateDurableDirectory(parent);
        Directory.CreateDirectory(directory);
        if (!string.IsNullOrEmpty(parent))
            SyncDirectory(parent);
    }

    /// <summary>Whether an I/O failure means that the disk (or the user's quota) is full.</summary>
    public static bool IsDiskFull(IOException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var quota = OperatingSystem.IsMacOS() ? MacQuotaErrno : LinuxQuotaErrno;
        return exception.HResult is DiskFullErrno or WindowsDiskFull or WindowsHandleDiskFull
            || exception.HResult == quota
            || (exception.InnerException is IOException inner && IsDiskFull(inner));
    }

    /// <summary>Whether an I/O failure means that the file system can not be written at all.</summary>
    public static bool IsReadOnly(IOException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.HResult == ReadOnlyErrno;
    }

    private static FileStream? Acquire(SafeFileHandle handle, string path, int command, out bool taken)
    {
        if (!OperatingSystem.IsLinux())
            return SiblingLock.Acquire(path, command == SetLockWait, out taken);
        var request = new FileLockRequest { Type = WriteLock };
        while (Control(handle, command, ref request) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == InterruptedErrno)
                continue;
            if (command == SetLock && errno is AgainErrno or AccessErrno) // held by another handle
            {
                taken = false;
                return null;
            }

            throw new IOException($"Cannot lock '{path}': {new Win32Exception(errno).Message}. Use a file system with advisory locks.", errno);
        }

        taken = true;
        return null;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int command, ref FileLockRequest request);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FileAllocate(SafeFileHandle handle, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(SafeFileHandle handle, string path, int flags, uint mask, ref ExtendedStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int directory, string path, int flags, uint mask, ref ExtendedStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileLockRequest
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int ProcessId;
    }

    /// <summary>What statx(2) fills in; its layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct ExtendedStatus
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly FileIdentity Identity => new(((ulong)DeviceMajor << 32) | DeviceMinor, Inode);
    }
}
