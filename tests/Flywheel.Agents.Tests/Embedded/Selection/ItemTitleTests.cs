using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Tasks;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded.Selection;

public sealed class ItemTitleTests
{
    private static readonly TaskReading Failures = TaskReading.Of("3 most common failure modes in multi-agent systems");

    [Theory]
    [InlineData("Failure mode: false consensus", "False consensus")]
    [InlineData("3. Truncate results", "Truncate results")]
    [InlineData("15.4 Parsing of answers", "Parsing of answers")]
    [InlineData("2) Truncate results", "Truncate results")]
    [InlineData("runs.jsonl (schema 1)", "runs.jsonl (schema 1)")]
    [InlineData("12 angry reviewers", "12 angry reviewers")]
    [InlineData("Step 2: truncate results", "Truncate results")]
    [InlineData("Truncate results:", "Truncate results")]
    [InlineData("Retry: when and how", "Retry: when and how")]
    public void A_heading_is_cleaned(string heading, string title) => ItemTitle.FromHeading(heading, Failures).ShouldBe(title);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Introduction")]
    [InlineData("Key takeaways")]
    [InlineData("Monday, 02:10")]
    [InlineData("2024")]
    [InlineData("A heading that goes on and on, far longer than anybody would want to read in a list of sections")]
    public void A_heading_that_says_nothing_is_no_title(string? heading) => ItemTitle.FromHeading(heading, Failures).ShouldBeNull();

    [Theory]
    [InlineData("Cap each tool result at a fixed size, keep its head and tail, and say so.", "Cap each tool result at a fixed size")]
    [InlineData("Write large artefacts to files instead of the conversation.", "Write large artefacts to files")]
    [InlineData("A cap on tool results brought the mean context back within an hour.", "Cap on tool results")]
    [InlineData("Nearly every answer passes, so nothing can be learned from it.", "Nearly every answer passes")]
    public void A_title_is_composed_from_a_sentence_without_cutting_it_short(string sentence, string title)
    {
        var read = Evidence.Of([Passage("a.md", null, sentence)]).Sentences.Single();

        ItemTitle.FromSentence(read).ShouldBe(title);
    }

    [Theory]
    [InlineData("Truncate results", "truncate results")]
    [InlineData("LLM judges drift", "LLM judges drift")]
    [InlineData("OpenTelemetry spans", "OpenTelemetry spans")]
    [InlineData("Runs.jsonl and journals", "Runs.jsonl and journals")]
    public void Inside_a_sentence_a_title_keeps_its_names(string title, string inline) => ItemTitle.Inline(title).ShouldBe(inline);
}
