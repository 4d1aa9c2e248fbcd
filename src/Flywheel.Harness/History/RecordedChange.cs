using System.Text.Json.Serialization;

namespace Flywheel.Harness.History;

/// <summary>A change as a history keeps it: enough for a log and for blame without reading the contents.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c> or <c>moved</c>.</param>
/// <param name="Key">For example <c>rules[cite].text</c>.</param>
/// <param name="Summary">One line for a person.</param>
public sealed record RecordedChange(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("summary")] string Summary);

/// <summary>Where in git a file came from.</summary>
/// <param name="Commit">The commit, full hash.</param>
/// <param name="Path">The file, relative to the work tree's root.</param>
/// <param name="Clean">Whether the file was as committed.</param>
public sealed record GitOrigin(
    [property: JsonPropertyName("commit")] string Commit,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("clean")] bool Clean);
