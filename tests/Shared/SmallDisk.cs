using System.Diagnostics;

namespace Flywheel.Tests.Shared;

/// <summary>A disk that is soon full: a tmpfs of a given size. Needs the right to mount; see <see cref="Requires"/>.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private SmallDisk(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

    /// <summary>Where the disk is.</summary>
    public string FullName => _mountPoint.FullName;

    /// <summary>A path on the disk.</summary>
    public string this[string relative] => _mountPoint[relative];

    private string Filler => _mountPoint["filler"];

    /// <summary>Mounts a disk of <paramref name="bytes"/>, rounded up to whole pages by the system.</summary>
    public static SmallDisk Mount(long bytes = 1 << 20)
    {
        Requires.Feature("tmpfs", OperatingSystem.IsLinux(), "only Linux has tmpfs");
        var mountPoint = new TemporaryFolder();
        var refusal = Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", mountPoint.FullName);
        if (refusal is not null)
            mountPoint.Dispose();
        Requires.Feature("tmpfs", refusal is null, $"it can not be mounted: {refusal}");
        return new SmallDisk(mountPoint);
    }

    /// <summary>Fills the disk to its last page with another file.</summary>
    public void Fill()
    {
        using var filler = File.OpenHandle(Filler, FileMode.OpenOrCreate, FileAccess.Write);
        var page = new byte[4096];
        try
        {
            for (var at = RandomAccess.GetLength(filler); ; at += page.Length)
                RandomAccess.Write(filler, page, at);
        }
        catch (IOException)
        {
            // Full, as intended.
        }
    }

    /// <summary>Frees some of what <see cref="Fill"/> took.</summary>
    public void Free(long bytes)
    {
        using var filler = File.OpenHandle(Filler, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(filler, Math.Max(0, RandomAccess.GetLength(filler) - bytes));
    }

    public void Dispose()
    {
        if (Run("umount", "--lazy", FullName) is { } refusal)
            throw new IOException($"{FullName} can not be unmounted: {refusal}");
        _mountPoint.Dispose();
    }

    private static string? Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : said;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
