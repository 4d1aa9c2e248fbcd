namespace Flywheel.Agents.Measures;

/// <summary>A sentence of a draft's prose and what it is made of. What it cites is no part of what it is: nothing else here depends on it.</summary>
internal sealed class DraftSentence
{
    /// <summary>The section it stands in.</summary>
    public required DraftSection Section { get; init; }

    /// <summary>Number of the paragraph or list item, over the whole draft.</summary>
    public required int Block { get; init; }

    /// <summary>Line it begins on, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The text on one line, citations included.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it stands in a list item.</summary>
    public required bool IsListItem { get; init; }

    /// <summary>Different content terms, ascending.</summary>
    public required int[] Terms { get; init; }

    /// <summary>The terms among <see cref="Terms"/> that name nothing in particular and do not stand in the task.</summary>
    public required HashSet<int> GenericTerms { get; init; }

    /// <summary>Numbers written in digits.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>Words written as names or identifiers, as term and as written.</summary>
    public required IReadOnlyList<(int Term, string Word)> Names { get; init; }

    /// <summary>Words, citations not counted.</summary>
    public required int Words { get; init; }

    /// <summary>The numbers cited, in order.</summary>
    public required IReadOnlyList<int> Citations { get; init; }

    /// <summary>The evidence sentence it follows, or null.</summary>
    public int? Aligned { get; init; }

    /// <summary>Gives a reason or a mechanism.</summary>
    public required bool IsMechanism { get; init; }

    /// <summary>Gives an example or a case.</summary>
    public required bool IsExample { get; init; }

    /// <summary>Gives a caveat, a limit, a cost.</summary>
    public required bool IsCaveat { get; init; }

    /// <summary>Speaks of the document itself.</summary>
    public required bool IsMeta { get; init; }

    /// <summary>Says nothing: no number, no name, and little but generic words.</summary>
    public required bool IsFiller { get; init; }

    /// <summary>Whether the term names nothing in particular.</summary>
    public bool IsGeneric(int term) => GenericTerms.Contains(term);

    /// <summary>How an issue quotes the sentence.</summary>
    public string Quote
    {
        get
        {
            const int Most = 70;
            if (Text.Length <= Most)
                return $"\"{Text}\"";
            var cut = Text.LastIndexOf(' ', Most);
            if (cut < Most / 2)
                cut = char.IsHighSurrogate(Text[Most - 1]) ? Most - 1 : Most;
            return $"\"{Text[..cut]} …\"";
        }
    }
}
