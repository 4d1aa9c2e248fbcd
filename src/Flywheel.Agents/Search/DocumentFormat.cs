using System.Collections.Frozen;

namespace Flywheel.Agents.Search;

/// <summary>How a file is read.</summary>
internal enum DocumentFormat
{
    /// <summary>Not a document: a picture, an archive, source code.</summary>
    None,

    /// <summary>Markdown and plain text.</summary>
    Text,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>A JSON value per line.</summary>
    JsonLines,

    /// <summary>A table.</summary>
    Csv,
}

/// <summary>Tells formats by file name.</summary>
internal static class DocumentFormats
{
    private static readonly FrozenDictionary<string, DocumentFormat> ByExtension = new Dictionary<string, DocumentFormat>(StringComparer.OrdinalIgnoreCase)
    {
        [""] = DocumentFormat.Text,
        [".md"] = DocumentFormat.Text, [".markdown"] = DocumentFormat.Text, [".mdx"] = DocumentFormat.Text,
        [".txt"] = DocumentFormat.Text, [".text"] = DocumentFormat.Text, [".rst"] = DocumentFormat.Text,
        [".adoc"] = DocumentFormat.Text, [".org"] = DocumentFormat.Text, [".log"] = DocumentFormat.Text,
        [".html"] = DocumentFormat.Html, [".htm"] = DocumentFormat.Html, [".xhtml"] = DocumentFormat.Html,
        [".json"] = DocumentFormat.Json, [".jsonl"] = DocumentFormat.JsonLines, [".ndjson"] = DocumentFormat.JsonLines,
        [".csv"] = DocumentFormat.Csv, [".tsv"] = DocumentFormat.Csv,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of a file of this name.</summary>
    public static DocumentFormat Of(string fileName) => ByExtension.GetValueOrDefault(Path.GetExtension(fileName), DocumentFormat.None);
}
