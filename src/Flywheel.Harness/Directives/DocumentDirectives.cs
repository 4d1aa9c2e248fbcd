namespace Flywheel.Harness.Directives;

/// <summary>The document has exactly <paramref name="N"/> content sections.</summary>
/// <param name="N">The number of items, 1 to 100.</param>
public sealed record ItemCount(int N) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "item_count";
}

/// <summary>Every item cites at least one source.</summary>
public sealed record CiteEachItem : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "cite_each_item";
}

/// <summary>A section of this title exists, once in the document or under each item.</summary>
/// <param name="Title">The heading's text.</param>
/// <param name="Per">Where it is expected.</param>
public sealed record RequiredSection(string Title, SectionScope Per) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "section";
}

/// <summary>Where a <see cref="RequiredSection"/> is expected.</summary>
public enum SectionScope
{
    /// <summary>Once in the document.</summary>
    Document,

    /// <summary>Under every item.</summary>
    Item,
}

/// <summary>Every content section has at least <paramref name="N"/> sentences.</summary>
/// <param name="N">The number of sentences, 1 to 100.</param>
public sealed record MinSentencesPerSection(int N) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "min_sentences_per_section";
}

/// <summary>The document's body has at most <paramref name="N"/> words; the source list does not count.</summary>
/// <param name="N">The number of words, at least 1.</param>
public sealed record MaxWords(int N) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "max_words";
}

/// <summary>Every content section gives an example: a sentence that says so, or a code block.</summary>
public sealed record RequireExample : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "require_example";
}

/// <summary>A phrase does not occur in the document, in any case of letters.</summary>
/// <param name="Text">The phrase.</param>
public sealed record ForbidPhrase(string Text) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "forbid_phrase";
}

/// <summary>The content sections stand in this order.</summary>
/// <param name="Key">What they are ordered by.</param>
public sealed record OrderBy(SectionOrder Key) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "order_by";
}

/// <summary>What <see cref="OrderBy"/> orders content sections by; each can be read off the delivered text.</summary>
public enum SectionOrder
{
    /// <summary>By heading, without its leading number, ordinal and ignoring case.</summary>
    Title,

    /// <summary>Most distinct sources cited first.</summary>
    Citations,

    /// <summary>Most words first.</summary>
    Length,
}

/// <summary>The document cites at least <paramref name="N"/> different sources.</summary>
/// <param name="N">The number of sources, 1 to 100.</param>
public sealed record SourceMinimum(int N) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "source_minimum";
}

/// <summary>The document says where its statements stop holding: a caveat, limit or open question.</summary>
public sealed record CaveatRequired : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "caveat_required";
}

/// <summary>The document is written in one language.</summary>
/// <param name="Code">A language tag, for example <c>en</c>.</param>
public sealed record DocumentLanguage(string Code) : DocumentDirective
{
    /// <inheritdoc/>
    public override string Kind => "language";
}
