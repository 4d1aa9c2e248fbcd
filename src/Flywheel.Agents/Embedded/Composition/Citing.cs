using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>Turns sentences of the evidence into sentences of a document, citing every source that says the same.</summary>
internal sealed class Citing(Evidence evidence)
{
    private const int MostCitations = 3;

    /// <summary>The sentence with its citations.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="value">Its value for the word budget.</param>
    /// <param name="leans">Whether it needs the sentence before it in the document.</param>
    public CitedSentence Cite(Sentence sentence, double value, Leaning leans = Leaning.None)
    {
        var citations = new SortedSet<int> { sentence.Citation };
        foreach (var section in evidence.Sections)
        {
            if (string.Equals(section.Location, sentence.Section.Location, StringComparison.Ordinal))
                continue;

            var same = section.Sentences.FirstOrDefault(other => SaidAlready.IsSame(sentence, other));
            if (same is not null && citations.Count < MostCitations)
                citations.Add(same.Citation);
        }

        return new CitedSentence
        {
            Text = sentence.Text,
            Citations = [.. citations],
            Value = value,
            LeansOnPrevious = leans == Leaning.OnPrevious,
        };
    }
}

/// <summary>Whether a sentence of a document needs the one before it.</summary>
internal enum Leaning
{
    /// <summary>It stands alone.</summary>
    None,

    /// <summary>It goes when the one before goes.</summary>
    OnPrevious,
}
