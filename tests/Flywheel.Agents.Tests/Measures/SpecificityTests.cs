namespace Flywheel.Agents.Tests.Measures;

public class SpecificityTests
{
    private const string Dimension = "specificity";

    [Fact]
    public void Generic_sentences_score_low_and_are_quoted()
    {
        var measured = Draft.Of("# T\n\n## A\n\nIt is important to use good practices. A successful approach makes a significant difference for everyone.\n").Measure(Dimension);

        measured.Score.ShouldBeLessThanOrEqualTo(1);
        measured.Issues.ShouldHaveSingleItem().ShouldBe("Specificity: section \"A\" (line 3) is padded: \"It is important to use good practices.\" (line 5) says nothing new.");
    }

    [Fact]
    public void A_sentence_repeated_word_for_word_counts_as_padding()
    {
        const string Sentence = "Prefetching loads the next page before a reader asks for it, so the reader finds it in the cache [2].";
        var text = Draft.Good.Replace(Sentence, $"{Sentence} {Sentence} {Sentence} {Sentence}", StringComparison.Ordinal);

        (Draft.Of(Draft.Good).Measure(Dimension).Score - Draft.Of(text).Measure(Dimension).Score).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void Numbers_and_names_make_a_text_concrete()
    {
        var vague = Draft.Of("# T\n\n## A\n\nPrefetching pages shortens the waiting of readers considerably.\n").Measure(Dimension);
        var concrete = Draft.Of("# T\n\n## A\n\nPrefetching 4 pages with Varnish shortens the waiting of readers from 90 to 12 milliseconds.\n").Measure(Dimension);

        concrete.Score.ShouldBeGreaterThan(vague.Score + 1);
    }

    [Fact]
    public void Citations_are_no_numbers()
    {
        var without = Draft.Of(Flywheel.Agents.Documents.Citations.Remove(Draft.Good)).Measure(Dimension);

        without.Score.ShouldBe(Draft.Of(Draft.Good).Measure(Dimension).Score);
    }
}
