using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Flywheel.Agents.Passages;

namespace Flywheel.Agents.Search;

/// <summary>Reads the files of a corpus into passages. Used once, by one thread.</summary>
internal sealed class CorpusReader(CorpusOptions options)
{
    // Part of the fingerprint: raise it when the same files give other passages.
    private const int Version = 1;

    private readonly List<CorpusWarning> _warnings = [];
    private readonly List<Passage> _passages = [];
    private readonly IncrementalHash _fingerprint = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>What was left out.</summary>
    public IReadOnlyList<CorpusWarning> Warnings => _warnings;

    /// <summary>Every passage, in the order of the roots, within each in ordinal order of location.</summary>
    public IReadOnlyList<Passage> Passages => _passages;

    /// <summary>Number of files that gave passages.</summary>
    public int FileCount { get; private set; }

    /// <summary>Reads everything and returns the fingerprint of what was read: equal for equal locations and contents.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        _fingerprint.AppendData(BitConverter.GetBytes(Version));
        var names = new CorpusNames();
        var folders = new CorpusFolder(_warnings);
        foreach (var root in options.Roots)
        {
            var path = FullPath(root);
            if (Directory.Exists(path))
                await ReadFolderAsync(root, new DirectoryInfo(path), names, folders, cancellationToken);
            else if (File.Exists(path))
                await ReadSingleAsync(root, new FileInfo(path), names, folders, cancellationToken);
            else
                throw new CorpusException(root, $"The corpus \"{root}\" does not exist. Check the path, or create the folder and put documents (.md, .txt, .html, .json, .csv) into it.");
        }

        return Convert.ToHexStringLower(_fingerprint.GetHashAndReset());
    }

    private static string FullPath(string root)
    {
        if (string.IsNullOrWhiteSpace(root) || root.Contains('\0'))
            throw new CorpusException(root, "The corpus path is empty. Give a folder of documents, or a single document.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    private async Task ReadFolderAsync(string root, DirectoryInfo folder, CorpusNames names, CorpusFolder folders, CancellationToken cancellationToken)
    {
        var before = FileCount;
        var warned = _warnings.Count;
        var repeated = folders.Repeated;
        var others = new List<string>();
        var location = names.Of(folder);
        foreach (var file in folders.Files(folder, location))
        {
            var format = DocumentFormats.Of(file.Location);
            if (format == DocumentFormat.None)
                others.Add(Path.GetExtension(file.Location));
            else if (await TryReadAsync(file, format, cancellationToken) is { } reason)
                _warnings.Add(new CorpusWarning(file.Location, reason));
        }

        if (others.Count > 0)
            _warnings.Add(new CorpusWarning(location, OtherTypes(others)));
        // A folder inside one that was read before has nothing left to give, and that is no mistake.
        if (FileCount == before && (folders.Repeated == repeated || FileCount == 0))
            throw new CorpusException(root, Empty(root, _warnings.Skip(warned)));
    }

    private async Task ReadSingleAsync(string root, FileInfo file, CorpusNames names, CorpusFolder folders, CancellationToken cancellationToken)
    {
        if (!folders.TryVisit(file))
            return;
        var format = DocumentFormats.Of(file.Name);
        var location = $"{names.Of(file.Directory!)}/{file.Name}";
        var reason = await TryReadAsync(new CorpusFile(location, file.FullName), format == DocumentFormat.None ? DocumentFormat.Text : format, cancellationToken);
        if (reason is not null)
            throw new CorpusException(root, $"The corpus file \"{root}\" cannot be used: {reason}. Give a text document (.md, .txt, .html, .json, .csv) or a folder of them.");
    }

    /// <summary>Adds the file's passages; null, or why there are none.</summary>
    private async Task<string?> TryReadAsync(CorpusFile file, DocumentFormat format, CancellationToken cancellationToken)
    {
        try
        {
            var length = new FileInfo(file.FullPath).Length;
            if (length > options.MaxFileBytes)
                return TooLarge();

            // Pipes and devices have no length either; opening one could wait for ever.
            if (length == 0)
                return "it is empty";
            var bytes = await ReadBytesAsync(file.FullPath, length, cancellationToken);
            return Add(file, format, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "it cannot be read: " + (exception is UnauthorizedAccessException ? "its permissions do not allow it" : "it is in use, or the disk reports an error");
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    // Not more than the length that was checked, even from a file that grows meanwhile.
    private static async Task<byte[]> ReadBytesAsync(string path, long length, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        var bytes = new byte[length];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private string? Add(CorpusFile file, DocumentFormat format, byte[] bytes)
    {
        if (SourceText.Decode(bytes) is not { } source)
            return "it is binary, not text";
        var problem = default(string);
        var passages = Read(file, format, source, ref problem).Where(passage => passage.Source.Text.Any(char.IsLetterOrDigit)).ToArray();
        if (passages.Length == 0)
            return problem ?? "it has no text";
        if (problem is not null)
            _warnings.Add(new CorpusWarning(file.Location, problem));

        _passages.AddRange(passages);
        FileCount++;
        _fingerprint.AppendData(Encoding.UTF8.GetBytes(file.Location + "\n"));
        _fingerprint.AppendData(SHA256.HashData(bytes));
        return null;
    }

    private static IReadOnlyList<Passage> Read(CorpusFile file, DocumentFormat format, SourceText source, ref string? problem)
    {
        var name = Path.GetFileName(file.Location);
        switch (format)
        {
            case DocumentFormat.Html:
                return HtmlPassages.Read(file.Location, name, source);
            case DocumentFormat.Json:
                return JsonPassages.Read(file.Location, name, source);
            case DocumentFormat.Csv:
                return CsvPassages.Read(file.Location, name, source);
            case DocumentFormat.JsonLines:
                var passages = JsonPassages.ReadLines(file.Location, name, source, out var badLines);
                if (badLines > 0)
                    problem = string.Create(CultureInfo.InvariantCulture, $"{badLines} of its lines are not valid JSON and were left out");
                return passages;
            default:
                return MarkdownPassages.Read(file.Location, name, source);
        }
    }

    private string TooLarge() =>
        string.Create(CultureInfo.InvariantCulture, $"it is larger than the limit of {options.MaxFileBytes / 1048576.0:0.##} MB; split it");

    private static string OtherTypes(List<string> extensions)
    {
        var kinds = string.Join(", ", extensions.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Take(8));
        return extensions.Count == 1
            ? $"1 file of a type that is not read ({kinds})"
            : string.Create(CultureInfo.InvariantCulture, $"{extensions.Count} files of types that are not read ({kinds})");
    }

    private static string Empty(string root, IEnumerable<CorpusWarning> skipped)
    {
        var reasons = string.Join("; ", skipped.Take(3).Select(warning => $"{warning.Path}: {warning.Reason}"));
        var left = reasons.Length == 0 ? "" : $" Left out: {reasons}.";
        return $"The corpus folder \"{root}\" has no readable document.{left} Put documents (.md, .txt, .html, .json, .csv) into it, or choose another folder.";
    }
}
