using Flywheel.Agents.Verification;

namespace Flywheel.Agents.Tests.Verification;

public sealed class JudgementTests
{
    private static readonly string[] Dimensions = ["relevance", "depth"];

    [Fact]
    public void A_sound_answer_is_read_whole()
    {
        var judgement = Judgement.Read(
            """{"relevance": 9, "depth": "7.5", "issues": ["Section 2 has no example", " "], "feedback": "Add one.", "tac_hours": 3}""", Dimensions);

        judgement.Unreadable.ShouldBeNull();
        judgement.Dimensions.ShouldNotBeNull().ShouldBe(new Dictionary<string, double> { ["relevance"] = 9, ["depth"] = 7.5 });
        judgement.Issues.ShouldBe(["Section 2 has no example"]);
        judgement.TacHours.ShouldBe(3);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("I think it deserves a nine for relevance (weight 0.20).", "no whole JSON object")]
    [InlineData("{\"relevance\": 9, \"depth\":", "no whole JSON object")]
    [InlineData("{\"relevance\": 9}", "no number for depth")]
    [InlineData("{\"relevance\": 9, \"depth\": \"deep\"}", "no number for depth")]
    [InlineData("{\"relevance\": 11, \"depth\": 5}", "11 for relevance")]
    [InlineData("{\"relevance\": 9, \"depth\": -1}", "-1 for depth")]
    [InlineData("{\"relevance\": 9, \"depth\": null}", "no number for depth")]
    public void An_unusable_answer_scores_nothing_and_says_why(string answer, string reason)
    {
        var judgement = Judgement.Read(answer, Dimensions);

        judgement.Dimensions.ShouldBeNull();
        judgement.Unreadable.ShouldNotBeNull().ShouldContain(reason);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("-3", null)]
    [InlineData("0.01", 0.1)]
    [InlineData("500", 200.0)]
    [InlineData("\"2.345\"", 2.35)]
    public void Human_hours_are_clamped_or_absent(string given, double? expected)
    {
        var hours = Judgement.Read($$"""{"relevance": 5, "depth": 5, "tac_hours": {{given}}}""", Dimensions).TacHours;

        if (expected is { } value)
            hours.ShouldNotBeNull().ShouldBe(value, 0.011);
        else
            hours.ShouldBeNull();
    }
}
