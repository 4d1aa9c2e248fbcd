using System.Text;
using Flywheel.Storage.Files;

namespace Flywheel.Storage.Blobs;

/// <summary>
/// Immutable texts by their content: <c>blobs/&lt;first two digits&gt;/&lt;sha256&gt;</c>. Writing the same bytes twice keeps one file.
/// Safe for any number of threads and processes.
/// </summary>
public sealed class BlobStore
{
    private readonly string _root;

    /// <summary>Opens the store; the folder is created with the first blob.</summary>
    /// <param name="root">The <c>blobs</c> folder.</param>
    public BlobStore(string root) => _root = root;

    /// <summary>Stores bytes durably and returns their identity. A stored file that does not hold these very bytes is replaced.</summary>
    /// <exception cref="IOException">The blob can not be written; nothing partial is left under its name.</exception>
    public BlobId Put(ReadOnlySpan<byte> content)
    {
        var id = BlobId.Of(content);
        var path = PathOf(id);
        if (Holds(path, content))
        {
            FileSystem.SyncDirectory(Path.GetDirectoryName(path)!); // whoever wrote it may not have come that far yet
            return id;
        }

        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, content);
        return id;
    }

    /// <summary>Stores a text as UTF-8.</summary>
    /// <inheritdoc cref="Put(ReadOnlySpan{byte})"/>
    public BlobId Put(string text) => Put(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a blob and checks it against its identity.</summary>
    /// <exception cref="FileNotFoundException">No such blob.</exception>
    /// <exception cref="InvalidDataException">The stored bytes are not the ones that were written.</exception>
    public byte[] Read(BlobId id)
    {
        var path = PathOf(id);
        var content = ReadIfThere(path) ?? throw new FileNotFoundException($"The blob {id} is missing from {_root}.", path);
        if (BlobId.Of(content) != id)
            throw new InvalidDataException($"The blob {id} was changed after it was written ({path}).");
        return content;
    }

    /// <summary>Reads a blob as UTF-8 text.</summary>
    /// <inheritdoc cref="Read(BlobId)"/>
    public string ReadText(BlobId id) => Encoding.UTF8.GetString(Read(id));

    /// <summary>Whether a blob is stored.</summary>
    public bool Contains(BlobId id) => File.Exists(PathOf(id));

    /// <summary>Where a blob is, or would be.</summary>
    /// <exception cref="ArgumentException">The identity is the default value, which names nothing.</exception>
    public string PathOf(BlobId id)
    {
        var hex = id.ToString();
        if (hex.Length == 0)
            throw new ArgumentException("No blob is named: the identity is the default value.", nameof(id));
        return Path.Combine(_root, hex[..2], hex);
    }

    private static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == content.Length && ReadIfThere(path).AsSpan().SequenceEqual(content);
    }

    private static byte[]? ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
