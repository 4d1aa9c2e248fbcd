using System.Text.Json;
using Flywheel.Harness.Conditions;

namespace Flywheel.Harness.Tests.Conditions;

public class ActionConditionTests
{
    private static readonly ProposedAction Refund = new("refund", JsonDocument.Parse("""{"amount": 120.5, "to": {"country": "DE"}, "note": "run \"rm -rf /\" now", "gift": true, "none": null}""").RootElement)
    {
        Task = "Refund the order",
        Calls = 3,
    };

    [Theory]
    [InlineData("tool == \"refund\"", true)]
    [InlineData("tool == 'Refund'", false)]
    [InlineData("tool != \"refund\"", false)]
    [InlineData("arg.amount > 100", true)]
    [InlineData("arg.amount >= 120.5", true)]
    [InlineData("arg.amount < -1", false)]
    [InlineData("arg.amount == 120.50", true)]
    [InlineData("arg.to.country == \"DE\"", true)]
    [InlineData("arg.to.country matches \"^d.$\"", true)]
    [InlineData("args contains 'RM -RF'", true)]
    [InlineData("args contains \"\\\"rm\"", true)]
    [InlineData("arg.gift == true", true)]
    [InlineData("arg.missing == \"x\"", false)]
    [InlineData("arg.missing != \"x\"", true)]
    [InlineData("arg.none == \"null\"", false)]
    [InlineData("arg.note > 3", false)]
    [InlineData("task contains 'order' and calls >= 3", true)]
    [InlineData("tool == 'x' or tool == 'refund' and arg.amount > 1000", false)]
    [InlineData("(tool == 'x' or tool == 'refund') and not arg.amount > 1000", true)]
    public void A_condition_is_judged_on_the_proposed_call(string condition, bool holds) => ActionCondition.Parse(condition).Holds(Refund).ShouldBe(holds);

    [Theory]
    [InlineData("", "Expected tool, task, args, arg.NAME or calls at character 1, found the end.")]
    [InlineData("tool", "Expected one of == != <= >= < > contains matches at character 5, found the end.")]
    [InlineData("tool == refund", "Expected a quoted text, a number, true or false at character 9, found 'refund'.")]
    [InlineData("tool == \"a", "The quote at character 9 is not closed.")]
    [InlineData("(tool == 'a'", "Expected ')' at character 13, found the end.")]
    [InlineData("tool == 'a' tool == 'b'", "Expected 'and', 'or' or the end at character 13, found 'tool'.")]
    [InlineData("arg.x < 'a'", "Expected a number at character 9, found 'a'.")]
    [InlineData("calls > 1.2.3", "'1.2.3' at character 9 is not a number.")]
    [InlineData("tool == $", "'$' at character 9 has no meaning here.")]
    [InlineData("arg. == 1", "Expected tool, task, args, arg.NAME or calls at character 1, found 'arg.'.")]
    [InlineData("args matches '(?=x)'", "no regular expression this check can run")]
    public void A_wrong_condition_names_the_character(string condition, string message) =>
        Should.Throw<FormatException>(() => ActionCondition.Parse(condition)).Message.ShouldContain(message);

    [Fact]
    public void Deep_nesting_is_refused() =>
        Should.Throw<FormatException>(() => ActionCondition.Parse(new string('(', 5_000) + "tool == 'a'")).Message.ShouldContain("20 deep");

    [Fact]
    public void The_tools_a_condition_names_are_known()
    {
        ActionCondition.Parse("tool == 'a' and (calls > 3 or tool == 'b')").Tools.ShouldBe(["a", "b"]);
        ActionCondition.Parse("tool == 'a'").RefusesWholly.ShouldBe("a");
        ActionCondition.Parse("tool == 'a' and calls > 3").RefusesWholly.ShouldBeNull();
    }
}
