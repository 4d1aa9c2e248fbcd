using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>
/// Reads passages into sections of sentences. Of one passage at most <see cref="LongestPassage"/> characters are read and of all
/// together at most <see cref="MostCharacters"/>: search returns passages far below that, and time stays linear in what is read.
/// </summary>
internal sealed class EvidenceReader
{
    /// <summary>Characters read of one passage.</summary>
    public const int LongestPassage = 200_000;

    /// <summary>Characters read of all passages.</summary>
    public const int MostCharacters = 1_000_000;

    private const int ShortestField = 45;

    private static readonly string[] NameFields = ["title", "technique", "name", "heading", "topic", "practice", "pattern", "item"];

    private readonly List<SourceSection> _sections = [];
    private readonly Dictionary<(string Location, string Heading), SourceSection> _titled = [];
    private readonly Dictionary<(string Location, string Text), Sentence> _seen = [];
    private readonly HashSet<string> _locations = new(StringComparer.Ordinal);
    private SourcePassage _passage = null!;
    private int _citation;
    private SourceSection? _section;

    private readonly Func<string, bool> _allows;

    private EvidenceReader(Func<string, bool> allows) => _allows = allows;

    /// <summary>The sections of <paramref name="passages"/>, in an order that does not depend on theirs; empty sections left out.</summary>
    public static IReadOnlyList<SourceSection> Read(IReadOnlyList<SourcePassage> passages, Func<string, bool> allows)
    {
        var reader = new EvidenceReader(allows);
        var budget = MostCharacters;
        foreach (var index in CanonicalOrder(passages))
        {
            var text = passages[index].Text;
            var length = Math.Min(Math.Min(text.Length, LongestPassage), budget);
            budget -= length;
            if (length > 0)
                reader.Read(passages[index], index + 1, text[..length]);
        }

        return [.. reader._sections.Where(section => section.Sentences.Count > 0 || section.Fields.Count > 0)];
    }

    private static IEnumerable<int> CanonicalOrder(IReadOnlyList<SourcePassage> passages) =>
        Enumerable.Range(0, passages.Count)
            .OrderBy(i => passages[i].Location, StringComparer.Ordinal)
            .ThenBy(i => passages[i].Offset)
            .ThenBy(i => passages[i].Text, StringComparer.Ordinal);

    private void Read(SourcePassage passage, int citation, string text)
    {
        _passage = passage;
        _citation = citation;
        _section = string.IsNullOrWhiteSpace(passage.Heading) ? null : Titled(passage.Heading);
        var record = new List<MarkupBlock>();
        foreach (var block in MarkupReader.Read(text))
        {
            var closesRecord = block.Kind != MarkupKind.Field || record.Exists(field => string.Equals(field.Name, block.Name, StringComparison.Ordinal));
            if (closesRecord)
                AddRecord(record);

            switch (block.Kind)
            {
                case MarkupKind.Heading:
                    _section = Titled(block.Text);
                    break;
                case MarkupKind.Field:
                    record.Add(block);
                    break;
                case MarkupKind.Prose:
                    AddSentences(_section ??= Untitled(), block.Text, BlockPlace.Prose);
                    break;
                case MarkupKind.ListItem:
                    AddSentences(_section ??= Untitled(), block.Text, BlockPlace.List);
                    break;
                default:
                    break;
            }
        }

        AddRecord(record);
    }

    private void AddRecord(List<MarkupBlock> record)
    {
        if (record.Count == 0)
            return;

        var name = record.FindIndex(field => Array.IndexOf(NameFields, field.Name) >= 0);
        var heading = string.IsNullOrWhiteSpace(_passage.Heading) || IsTitle(_passage.Heading) ? record[Math.Max(name, 0)].Text : _passage.Heading;
        var section = NewSection(SentenceCleaner.Plain(heading).TrimEnd('.'), isLead: false);
        for (var i = 0; i < record.Count; i++)
        {
            if (i == name)
                continue;

            var value = SentenceCleaner.Plain(record[i].Text);
            section.Add(record[i].Name, new FieldValue(value, _citation), Tokenizer.Terms(value));
            AddSentences(section, value, BlockPlace.Field);
        }

        record.Clear();
    }

    private void AddSentences(SourceSection section, string text, BlockPlace place)
    {
        var previousTerms = (IReadOnlySet<string>)new HashSet<string>(StringComparer.Ordinal);
        Sentence? previous = null;
        foreach (var span in SentenceSplitter.Split(text))
        {
            var clean = SentenceCleaner.Clean(text.Substring(span.Start, span.Length));
            if (clean is null || !_allows(clean) || (place == BlockPlace.Field && !IsFieldSentence(clean)))
            {
                // What follows may point at the sentence that was refused.
                previousTerms = Tokenizer.Terms(text.Substring(span.Start, Math.Min(span.Length, 1000))).ToHashSet(StringComparer.Ordinal);
                previous = null;
                continue;
            }

            var terms = Tokenizer.Terms(clean).ToHashSet(StringComparer.Ordinal);
            if (_seen.TryGetValue((_passage.Location, clean), out var known))
            {
                previous = known;
            }
            else
            {
                var opens = section.IsLead && section.Sentences.Count == 0;
                previous = new Sentence
                {
                    Text = clean,
                    Citation = _citation,
                    Ordinal = section.Sentences.Count,
                    Traits = TraitReader.Read(clean, opens),
                    Dependence = DependenceOf(clean, previousTerms, place),
                    Previous = previous,
                    Terms = terms,
                    Section = section,
                    IsListItem = place == BlockPlace.List,
                };
                section.Add(previous);
                _seen.Add((_passage.Location, clean), previous);
            }

            previousTerms = terms;
        }
    }

    // The fields of a record speak of one case: "The tool …" there is a tool the reader has not met.
    private static Dependence DependenceOf(string sentence, IReadOnlySet<string> previousTerms, BlockPlace place) =>
        place == BlockPlace.Field && sentence.StartsWith("The ", StringComparison.Ordinal)
            ? Dependence.Dangling
            : References.Of(sentence, previousTerms);

    private static bool IsFieldSentence(string text) => text.Length >= ShortestField && TraitReader.IsClause(text);

    private enum BlockPlace
    {
        Prose,
        List,
        Field,
    }

    private SourceSection Titled(string heading)
    {
        var plain = SentenceCleaner.Plain(heading);
        if (_titled.TryGetValue((_passage.Location, plain), out var known))
            return known;

        var section = NewSection(plain, IsTitle(heading));
        _titled.Add((_passage.Location, plain), section);
        return section;
    }

    private bool IsTitle(string heading) =>
        string.Equals(SentenceCleaner.Plain(heading), SentenceCleaner.Plain(_passage.Title), StringComparison.OrdinalIgnoreCase);

    // Without a heading every passage is a section of its own; the first of a document is its lead.
    private SourceSection Untitled() => NewSection(null, isLead: !_locations.Contains(_passage.Location));

    private static string Asserted(string heading)
    {
        foreach (var turn in new[] { " without ", " instead of ", " rather than ", ", not " })
        {
            if (heading.IndexOf(turn, StringComparison.OrdinalIgnoreCase) is > 0 and var at)
                return heading[..at];
        }

        return heading;
    }

    private SourceSection NewSection(string? heading, bool isLead)
    {
        var headingTerms = heading is null ? [] : Tokenizer.Terms(heading).ToHashSet(StringComparer.Ordinal);
        var section = new SourceSection
        {
            Location = _passage.Location,
            DocumentTitle = _passage.Title,
            Heading = heading is not null && _allows(heading) ? heading : null,
            Order = _sections.Count,
            IsLead = isLead,
            HeadingTerms = headingTerms,
            AssertedTerms = heading is null ? headingTerms : Tokenizer.Terms(Asserted(heading)).ToHashSet(StringComparer.Ordinal),
            DocumentTerms = Tokenizer.Terms(_passage.Title).ToHashSet(StringComparer.Ordinal),
        };
        section.Terms.UnionWith(headingTerms);
        _sections.Add(section);
        _locations.Add(_passage.Location);
        return section;
    }
}
