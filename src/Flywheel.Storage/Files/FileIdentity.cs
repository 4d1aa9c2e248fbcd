using System.Runtime.InteropServices;

namespace Flywheel.Storage.Files;

/// <summary>Which file it is, whatever its name.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode);
