namespace Flywheel.Harness.Directives;

/// <summary>
/// The machine-readable form of an operating rule. Deterministic checks and the <c>embedded</c> model obey directives;
/// the sentence of the rule is for language models. Immutable and thread-safe.
/// </summary>
public abstract record Directive
{
    private protected Directive()
    {
    }

    /// <summary>The name of this kind in a harness file, for example <c>item_count</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>The document has exactly <paramref name="N"/> content sections.</summary>
/// <param name="N">The number of items, 1 to 100.</param>
public sealed record ItemCount(int N) : Directive
{
    /// <inheritdoc/>
    public override string Kind => "item_count";
}

/// <summary>Every item cites at least one source.</summary>
public sealed record CiteEachItem : Directive
{
    /// <inheritdoc/>
    public override string Kind => "cite_each_item";
}

/// <summary>A section of this title exists, once in the document or under each item.</summary>
/// <param name="Title">The heading's text.</param>
/// <param name="Per">Where it is expected.</param>
public sealed record RequiredSection(string Title, SectionScope Per) : Directive
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

/// <summary>The document's body has at most <paramref name="N"/> words; the source list does not count.</summary>
/// <param name="N">The number of words, at least 1.</param>
public sealed record MaxWords(int N) : Directive
{
    /// <inheritdoc/>
    public override string Kind => "max_words";
}
