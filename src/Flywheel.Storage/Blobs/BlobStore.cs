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

    /// <summary>Stores bytes durably and returns their identity.</summary>
    /// <exception cref="IOException">The blob can not be written; nothing partial is left under its name.</exception>
    public BlobId Put(ReadOnlySpan<byte> content)
    {
        var id = BlobId.Of(content);
        var path = PathOf(id);
        if (new FileInfo(path) is { Exists: true } existing && existing.Length == content.Length)
            return id;
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
        if (!File.Exists(path))
            throw new FileNotFoundException($"The blob {id} is missing from {_root}.", path);
        var content = File.ReadAllBytes(path);
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
    public string PathOf(BlobId id)
    {
        var hex = id.ToString();
        return Path.Combine(_root, hex[..2], hex);
    }
}
