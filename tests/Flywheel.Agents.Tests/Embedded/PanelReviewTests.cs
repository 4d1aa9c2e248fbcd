using System.Text.Json;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Harness.Specs;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed class PanelReviewTests
{
    private const string CacheTask = "Top 3 ways to keep a cache warm";

    private static readonly PersonaSpec Practitioner = new("Domain Practitioner", "depth, accuracy and whether one can act on it");
    private static readonly PersonaSpec Critic = new("Critical Reviewer", "gaps and claims without support");
    private static readonly PersonaSpec Newcomer = new("Informed Newcomer", "clarity and accessibility");
    private static readonly string Good = Synthesize.Answer(SynthesisOf(CacheTask, Caches));

    [Fact]
    public void A_missing_citation_concerns_the_critic_alone()
    {
        var draft = Good.Replace("shortly before it expires [3]", "shortly before it expires", StringComparison.Ordinal);

        Score(Critic, draft).ShouldBeLessThan(Score(Critic, Good));
        Score(Practitioner, draft).ShouldBe(Score(Practitioner, Good));
        Score(Newcomer, draft).ShouldBe(Score(Newcomer, Good));
        Issues(Critic, draft).ShouldContain(issue => issue.Contains("one claim without a source", StringComparison.Ordinal));
    }

    [Fact]
    public void A_section_without_advice_concerns_the_practitioner_alone()
    {
        var draft = Good.Replace("Load the most read entries into the cache when the process starts [4]. ", "", StringComparison.Ordinal);

        Score(Practitioner, draft).ShouldBeLessThan(Score(Practitioner, Good));
        Score(Newcomer, draft).ShouldBe(Score(Newcomer, Good));
        Issues(Practitioner, draft).ShouldContain(issue => issue.Contains("says nothing one could do", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_sentence_and_an_unexplained_abbreviation_concern_the_newcomer_alone()
    {
        var clause = string.Concat(Enumerable.Repeat("and the reader waits for the next entry of the warm cache ", 4));
        var draft = Good.Replace("Prefetch the next page of the cache", "Prefetch the next page of the XQZV cache " + clause, StringComparison.Ordinal);

        Score(Newcomer, draft).ShouldBeLessThan(Score(Newcomer, Good));
        Score(Practitioner, draft).ShouldBe(Score(Practitioner, Good));
        Issues(Newcomer, draft).ShouldContain("The abbreviation XQZV is never explained.");
    }

    [Fact]
    public void A_persona_of_the_users_is_given_the_checks_its_focus_names()
    {
        var auditor = new PersonaSpec("Auditor", "unsupported claims");
        var draft = Good.Replace("shortly before it expires [3]", "shortly before it expires", StringComparison.Ordinal);

        Issues(auditor, draft).ShouldBe(Issues(Critic, draft));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# T\n\n## A\n\n")]
    public void An_empty_draft_scores_low(string draft)
    {
        foreach (var persona in new[] { Practitioner, Critic, Newcomer, new PersonaSpec("Someone", "whatever") })
            Score(persona, draft).ShouldBeLessThan(7);
    }

    private static double Score(PersonaSpec persona, string draft) => Review(persona, draft).GetProperty("score").GetDouble();

    private static string[] Issues(PersonaSpec persona, string draft) => [.. Review(persona, draft).GetProperty("issues").EnumerateArray().Select(issue => issue.GetString()!)];

    private static JsonElement Review(PersonaSpec persona, string draft)
    {
        using var document = JsonDocument.Parse(PanelReview.Answer(new PanelRequest { Task = CacheTask, Harness = HarnessWith(), Persona = persona, Draft = draft, Evidence = Caches }));
        return document.RootElement.Clone();
    }
}
