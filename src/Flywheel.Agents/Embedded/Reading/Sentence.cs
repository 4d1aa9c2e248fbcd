using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>A sentence of the evidence that could stand in a document.</summary>
internal sealed class Sentence
{
    /// <summary>The sentence, cleaned of markup.</summary>
    public required string Text { get; init; }

    /// <summary>The number under which its passage is cited, from 1.</summary>
    public required int Citation { get; init; }

    /// <summary>Where it stands in its section, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What it does for the reader.</summary>
    public required SentenceTraits Traits { get; init; }

    /// <summary>How it depends on <see cref="Previous"/>.</summary>
    public required Dependence Dependence { get; init; }

    /// <summary>The usable sentence right before it in the same block, or null.</summary>
    public Sentence? Previous { get; init; }

    /// <summary>Its stemmed content terms.</summary>
    public required IReadOnlySet<string> Terms { get; init; }

    /// <summary>Its section.</summary>
    public required SourceSection Section { get; init; }

    /// <summary>Whether it came from a list, where items miss the sentence that introduced them.</summary>
    public bool IsListItem { get; init; }

    /// <summary>Its word shingles, for finding what says the same.</summary>
    public Shingles Shingles => field ??= Shingles.Of(Text);

    /// <summary>The same sentence as the only one of a section of its own.</summary>
    public Sentence In(SourceSection section) => new()
    {
        Text = Text,
        Citation = Citation,
        Ordinal = 0,
        Traits = Traits,
        Dependence = Dependence.None,
        Terms = Terms,
        Section = section,
    };

    /// <summary>Whether the sentence does one of these things.</summary>
    public bool Is(SentenceTraits traits) => (Traits & traits) != SentenceTraits.None;
}
