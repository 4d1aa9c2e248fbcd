namespace Flywheel.Agents.Measures;

/// <summary>A stretch of a draft between two headings of the content level, or before the first.</summary>
internal sealed class DraftSection
{
    /// <summary>Its place in the draft, from 0: the lead.</summary>
    public required int Index { get; init; }

    /// <summary>The heading as written; empty for the lead.</summary>
    public required string Heading { get; init; }

    /// <summary>Line of the heading, from 1; for the lead, the first line.</summary>
    public required int Line { get; init; }

    /// <summary>What the section is for.</summary>
    public required SectionPart Part { get; init; }

    /// <summary>Whether it counts as one of the items: content that no rule requires once in the document.</summary>
    public required bool IsItem { get; init; }

    /// <summary>Terms of the heading.</summary>
    public required int[] HeadingTerms { get; init; }

    /// <summary>Headings of lower level inside.</summary>
    public int Subheadings { get; set; }

    /// <summary>Fenced code blocks inside.</summary>
    public int CodeBlocks { get; set; }

    /// <summary>Table rows inside.</summary>
    public int TableRows { get; set; }

    /// <summary>Words of the prose, headings and citations not counted.</summary>
    public int Words { get; set; }

    /// <summary>How far the section concerns the task's topic, 0 to 1; 0 without text.</summary>
    public double Relevance { get; set; }

    /// <summary>Char offset of the first line after the heading.</summary>
    public required int Start { get; init; }

    /// <summary>Char offset of the end.</summary>
    public required int End { get; init; }

    /// <summary>The sentences of paragraphs and list items.</summary>
    public List<DraftSentence> Sentences { get; } = [];

    /// <summary>The sentences that say something: <see cref="Sentences"/> without filler.</summary>
    public IEnumerable<DraftSentence> Substance => Sentences.Where(sentence => !sentence.IsFiller);

    /// <summary>How an issue names the section.</summary>
    public string Place => Part == SectionPart.Lead ? $"the lead (line {Line})" : $"section \"{Shortened}\" (line {Line})";

    private string Shortened => Heading.Length <= 60 ? Heading : Heading[..(char.IsHighSurrogate(Heading[58]) ? 58 : 59)] + "…";
}

/// <summary>What a section of a draft is for.</summary>
internal enum SectionPart
{
    /// <summary>Before the first section.</summary>
    Lead,

    /// <summary>Carries the document's matter.</summary>
    Content,

    /// <summary>Introduction, conclusion, summary and the like.</summary>
    Frame,

    /// <summary>The source list.</summary>
    Sources,
}
