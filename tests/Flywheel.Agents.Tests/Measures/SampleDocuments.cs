using System.Runtime.CompilerServices;
using System.Text.Json;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>
/// Documents written by hand, each with the passages research could have found for it: good ones, mediocre ones (thin, generic, uncited) and bad ones.
/// They are what the measures are calibrated on.
/// </summary>
internal static class SampleDocuments
{
    private static readonly Lazy<IReadOnlyDictionary<string, SourcePassage>> Passages = new(ReadPassages);
    private static readonly Lazy<IReadOnlyList<SampleDocument>> Documents = new(ReadDocuments);

    public static IReadOnlyList<SampleDocument> All => Documents.Value;

    public static SampleDocument Named(string name) => All.Single(document => document.Name == name);

    public static HarnessSpec Harness { get; } = new() { Name = "research" };

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Fixtures");

    private static Dictionary<string, SourcePassage> ReadPassages()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), "passages.json")));
        return json.RootElement.EnumerateArray().ToDictionary(
            item => item.GetProperty("key").GetString()!,
            item => new SourcePassage
            {
                Location = item.GetProperty("location").GetString()!,
                Title = item.GetProperty("title").GetString()!,
                Heading = item.GetProperty("heading").GetString(),
                StartLine = item.GetProperty("start_line").GetInt32(),
                EndLine = item.GetProperty("end_line").GetInt32(),
                Offset = item.GetProperty("offset").GetInt64(),
                Text = item.GetProperty("text").GetString()!,
            },
            StringComparer.Ordinal);
    }

    private static List<SampleDocument> ReadDocuments()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), "documents.json")));
        return [.. json.RootElement.EnumerateArray().Select(Read)];
    }

    private static SampleDocument Read(JsonElement item)
    {
        var name = item.GetProperty("name").GetString()!;
        var expected = item.GetProperty("expected_sections");
        return new SampleDocument(name, item.GetProperty("grade").GetString()!, new DraftUnderTest
        {
            Task = item.GetProperty("task").GetString()!,
            TaskType = Enum.Parse<TaskType>(item.GetProperty("task_type").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            ExpectedSections = expected.ValueKind == JsonValueKind.Null ? null : expected.GetInt32(),
            Text = File.ReadAllText(Path.Combine(Folder(), name + ".md")),
            Evidence = [.. item.GetProperty("evidence").EnumerateArray().Select(key => Passages.Value[key.GetString()!])],
            Harness = Harness,
        });
    }
}

/// <summary>A document of known quality.</summary>
internal sealed record SampleDocument(string Name, string Grade, DraftUnderTest Draft);
