using Flywheel.Agents.Embedded.Reading;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded.Reading;

public sealed class EvidenceTests
{
    [Fact]
    public void Passages_under_one_heading_of_one_document_are_one_section()
    {
        var evidence = Evidence.Of(
        [
            Passage("a.md", "Warm caches", "The second passage of the section stands here.", line: 9),
            Passage("a.md", "Warm caches", "The first passage of the section stands here.", line: 3),
        ]);

        evidence.Sections.Count.ShouldBe(1);
        evidence.Sections[0].Sentences.Select(sentence => sentence.Citation).ShouldBe([2, 1]);
    }

    [Fact]
    public void A_heading_inside_a_passage_starts_a_section()
    {
        var evidence = Evidence.Of([Passage("a.md", "First part", "A sentence of the first part.\n\n## Second part\n\nA sentence of the second part.")]);

        evidence.Sections.Select(section => section.Heading).ShouldBe(["First part", "Second part"]);
    }

    [Fact]
    public void A_bare_line_above_text_is_a_heading()
    {
        var evidence = Evidence.Of([Passage("a.txt", null, "Monday, 02:10\nAn agent repeated one search until its budget ended.")]);

        evidence.Sections[0].Heading.ShouldBe("Monday, 02:10");
        evidence.Sections[0].Sentences[0].Text.ShouldBe("An agent repeated one search until its budget ended.");
    }

    [Theory]
    [InlineData("title: Stale entry.\ncause: The agent trusted an old value.\nremedy: Store locations instead of values, and date every entry.")]
    [InlineData("{\n  \"title\": \"Stale entry\",\n    \"cause\": \"The agent trusted an old value.\",\n  \"remedy\": \"Store locations instead of values, and date every entry.\"\n}")]
    public void A_record_is_a_section_named_by_its_title(string text)
    {
        var section = Evidence.Of([Passage("a.json", null, text)]).Sections.Single();

        section.Heading.ShouldBe("Stale entry");
        section.Fields.Select(field => field.Key).ShouldBe(["cause", "remedy"]);
        section.Sentences.Select(sentence => sentence.Text).ShouldContain("Store locations instead of values, and date every entry.");
    }

    [Theory]
    [InlineData("this starts in the middle of a sentence.")]
    [InlineData("This sentence is cut off in the")]
    [InlineData("Is this a question?")]
    [InlineData("The following table shows the results of it all.")]
    [InlineData("The parts are named in this list:")]
    [InlineData("A quotation \"that never ends stands here.")]
    [InlineData("See https://example.org/page for more about it.")]
    public void What_is_no_whole_sentence_is_left_out(string text) =>
        Evidence.Of([Passage("a.md", "Part", text)]).Sentences.ShouldBeEmpty();

    [Fact]
    public void A_sentence_keeps_decimals_abbreviations_and_quotations_whole()
    {
        const string Text = "Agreement of approx. 0.38 is low, e.g. for two graders of one rubric. Ask \"What failed?\" before any change is made.";

        Evidence.Of([Passage("a.md", "Part", Text)]).Sentences.Select(sentence => sentence.Text).ShouldBe(
        [
            "Agreement of approx. 0.38 is low, e.g. for two graders of one rubric.",
            "Ask \"What failed?\" before any change is made.",
        ]);
    }

    [Theory]
    [InlineData("One .NET tool reads `Trace-<date>.json` and `**x**` as they are written.", "One .NET tool reads `Trace-<date>.json` and `**x**` as they are written.")]
    [InlineData("A **bold** claim [12], a [link](http://x.example/a_b) and <i>tags</i> lose their markup .", "A bold claim, a link and tags lose their markup.")]
    [InlineData("The file_name and snake_case words of __init__ keep their lines.", "The file_name and snake_case words of init keep their lines.")]
    public void Markup_goes_and_code_stays(string text, string clean) =>
        Evidence.Of([Passage("a.md", "Part", text)]).Sentences.Single().Text.ShouldBe(clean);

    [Theory]
    [InlineData("It keeps the cache warm for everyone.")]
    [InlineData("However, the cache stays cold at night.")]
    [InlineData("These readers wait for the cache.")]
    [InlineData("The model can then read what it needs.")]
    public void A_sentence_that_points_back_depends_on_the_one_before(string sentence)
    {
        var read = Evidence.Of([Passage("a.md", "Part", "Prefetch entries for every reader. " + sentence)]).Sentences.Last();

        read.Dependence.ShouldBe(Dependence.Dangling);
        read.Previous!.Text.ShouldBe("Prefetch entries for every reader.");
    }

    [Fact]
    public void Overlapping_passages_give_a_sentence_once()
    {
        var evidence = Evidence.Of(
        [
            Passage("a.md", "Part", "First sentence of the part. Second sentence of the part.", line: 1),
            Passage("a.md", "Part", "Second sentence of the part. Third sentence of the part.", line: 2),
        ]);

        evidence.Sentences.Select(sentence => sentence.Text).ShouldBe(["First sentence of the part.", "Second sentence of the part.", "Third sentence of the part."]);
    }
}
