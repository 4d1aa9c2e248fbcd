namespace Flywheel.Agents.Embedded.Writing;

/// <summary>A sentence with the numbers of the sources that say it. Immutable.</summary>
internal sealed record CitedSentence
{
    /// <summary>The sentence, closing punctuation included. A sentence that cites within itself carries its citations here.</summary>
    public required string Text { get; init; }

    /// <summary>The numbers cited behind it, ascending; empty when it cites within itself or speaks of the document.</summary>
    public IReadOnlyList<int> Citations { get; init; } = [];

    /// <summary>How much the document would lose without it; the word budget drops the lowest first.</summary>
    public double Value { get; init; }

    /// <summary>Whether it can not stand without the sentence before it.</summary>
    public bool LeansOnPrevious { get; init; }

    /// <summary>Whether it must stay whatever the budget, such as a statement that something is missing.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The sentence with its citation before the closing punctuation.</summary>
    public string Rendered => Citations.Count == 0 ? Text : WithCitation(Text, $"[{string.Join(", ", Citations)}]");

    private static string WithCitation(string text, string citation)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is '.' or '!' or '?')
            end--;

        // A quotation that closes the sentence keeps its punctuation: the citation stands behind it.
        return end == text.Length ? $"{text} {citation}" : $"{text.AsSpan(0, end)} {citation}{text.AsSpan(end)}";
    }
}
