namespace Flywheel.Agents.Embedded.Reading;

/// <summary>
/// What the evidence holds of one section of one source: passages under the same heading of the same document, put together.
/// A record of a table or of JSON is a section too, titled by its name.
/// </summary>
internal sealed class SourceSection
{
    private readonly List<Sentence> _sentences = [];
    private readonly List<KeyValuePair<string, FieldValue>> _fields = [];

    /// <summary>Where the source is.</summary>
    public required string Location { get; init; }

    /// <summary>The document's title.</summary>
    public required string DocumentTitle { get; init; }

    /// <summary>The heading, or null for a paragraph without one.</summary>
    public required string? Heading { get; init; }

    /// <summary>Position among all sections: by location, then by place in the source. Independent of the order of the evidence.</summary>
    public required int Order { get; init; }

    /// <summary>Whether it is the text before the first heading, or right under the title.</summary>
    public required bool IsLead { get; init; }

    /// <summary>Stemmed terms of the heading.</summary>
    public required IReadOnlySet<string> HeadingTerms { get; init; }

    /// <summary>Stemmed terms of the heading up to a "without" or "not": what it is about, rather than what it sets aside.</summary>
    public required IReadOnlySet<string> AssertedTerms { get; init; }

    /// <summary>Stemmed terms of the document's title.</summary>
    public required IReadOnlySet<string> DocumentTerms { get; init; }

    /// <summary>Its usable sentences, in source order.</summary>
    public IReadOnlyList<Sentence> Sentences => _sentences;

    /// <summary>The named values of a record, in source order; empty for running text.</summary>
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields => _fields;

    /// <summary>Terms of the heading, the sentences and the fields.</summary>
    public HashSet<string> Terms { get; } = new(StringComparer.Ordinal);

    internal void Add(Sentence sentence)
    {
        _sentences.Add(sentence);
        Terms.UnionWith(sentence.Terms);
    }

    internal void Add(string name, FieldValue value, IEnumerable<string> terms)
    {
        _fields.Add(KeyValuePair.Create(name, value));
        Terms.UnionWith(terms);
    }
}

/// <summary>The value of a record's field and the number under which it is cited.</summary>
/// <param name="Text">The value, cleaned of markup.</param>
/// <param name="Citation">From 1.</param>
internal readonly record struct FieldValue(string Text, int Citation);
