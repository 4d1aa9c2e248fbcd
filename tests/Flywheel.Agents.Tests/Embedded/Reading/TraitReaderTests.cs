using Flywheel.Agents.Embedded.Reading;

namespace Flywheel.Agents.Tests.Embedded.Reading;

public sealed class TraitReaderTests
{
    [Theory]
    [InlineData("Cap each tool result at a fixed size.", "Advice")]
    [InlineData("Prefetch the next page early.", "Advice")]
    [InlineData("Never write passwords to memory.", "Advice")]
    [InlineData("Every entry should carry a date.", "Advice")]
    [InlineData("Caches help because the next request is known.", "Mechanism")]
    [InlineData("For example, five searches finish in two seconds.", "Example")]
    [InlineData("In one illustrative audit, 31 of 44 rules had no effect.", "Figure")]
    [InlineData("A cap of 4,000 characters cut the context by 58 per cent.", "Figure")]
    [InlineData("Truncation does not help when the middle matters.", "Caveat")]
    [InlineData("Merging is a mistake when steps are used alone.", "Caveat")]
    [InlineData("Several agents overwrite the results of one another.", "Problem")]
    public void A_sentence_is_known_by_what_it_does(string sentence, string trait) =>
        TraitReader.Read(sentence, opensArticle: false).HasFlag(Enum.Parse<SentenceTraits>(trait)).ShouldBeTrue();

    [Theory]
    [InlineData("Test feedback repaired 38 per cent of failures.")]
    [InlineData("When the cache is cold, readers wait.")]
    [InlineData("Running the tests twice costs time.")]
    [InlineData("The limit is low.")]
    [InlineData("Record")]
    public void A_statement_is_no_advice(string sentence) => TraitReader.IsImperative(sentence).ShouldBeFalse();

    [Theory]
    [InlineData("Never omit for outbound tools.", true)]
    [InlineData("Shows whether automatic scores can be trusted.", false)]
    [InlineData("Risk of losing the relevant middle part.", false)]
    [InlineData("Tools that are called once per run.", false)]
    [InlineData("The adapter was never tested.", true)]
    public void A_cell_of_a_table_is_a_sentence_only_with_a_verb_of_its_own(string cell, bool isClause) =>
        TraitReader.IsClause(cell).ShouldBe(isClause);
}
