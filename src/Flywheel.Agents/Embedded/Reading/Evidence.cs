using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>
/// The evidence of a request, read: its sections and sentences. The order of the passages decides the numbers under which they are
/// cited and nothing else.
/// </summary>
internal sealed class Evidence
{
    private Evidence(IReadOnlyList<SourcePassage> passages, IReadOnlyList<SourceSection> sections)
    {
        Passages = passages;
        Sections = sections;
    }

    /// <summary>The passages; passage i is cited <c>[i+1]</c>.</summary>
    public IReadOnlyList<SourcePassage> Passages { get; }

    /// <summary>The sections, by location and place in the source.</summary>
    public IReadOnlyList<SourceSection> Sections { get; }

    /// <summary>All usable sentences, section by section.</summary>
    public IEnumerable<Sentence> Sentences => Sections.SelectMany(section => section.Sentences);

    /// <summary>Reads the passages.</summary>
    public static Evidence Of(IReadOnlyList<SourcePassage> passages) => Of(passages, static _ => true);

    /// <summary>Reads the passages; sentences and headings that are not allowed are left out.</summary>
    public static Evidence Of(IReadOnlyList<SourcePassage> passages, Func<string, bool> allows) => new(passages, EvidenceReader.Read(passages, allows));
}
