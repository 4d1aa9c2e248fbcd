using System.Text.Json;
using Flywheel.Harness.Actions;
using Flywheel.Harness.Conditions;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Actions;

public class ActionGuardTests
{
    [Fact]
    public void Tools_that_no_rule_allows_are_refused_as_soon_as_one_is_allowed()
    {
        var guard = Guard("{kind: allow_tool, name: search}", "{kind: allow_tool, name: read}");

        guard.Check(Call("search")).Outcome.ShouldBe(ActionOutcome.Allowed);
        var refused = guard.Check(Call("delete"));

        refused.Outcome.ShouldBe(ActionOutcome.Refused);
        refused.Reason.ShouldContain("delete is not among those allowed: read, search");
        guard.RuleResults.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["r0"] = "violated", ["r1"] = "violated" }, ignoreOrder: true);
    }

    [Fact]
    public void Without_an_allow_rule_every_tool_is_allowed() => Guard("{kind: verify_before_finish}").Check(Call("anything")).Outcome.ShouldBe(ActionOutcome.Allowed);

    [Fact]
    public void A_call_that_meets_a_condition_is_refused_and_recorded()
    {
        var guard = Guard("{kind: refuse_when, condition: 'tool == \"refund\" and arg.amount > 100'}");

        guard.Check(Call("refund", """{"amount": 100}""")).Outcome.ShouldBe(ActionOutcome.Allowed);
        guard.RuleResults["r0"].ShouldBe("obeyed");
        guard.Check(Call("refund", """{"amount": 101}""")).Outcome.ShouldBe(ActionOutcome.Refused);
        guard.Check(Call("refund", """{"amount": 5}"""));

        guard.RuleResults["r0"].ShouldBe("violated");
        guard.Violations.ShouldHaveSingleItem().ShouldBe(new RuleViolation("r0", "refund", "the call meets the condition tool == \"refund\" and arg.amount > 100"));
    }

    [Fact]
    public void A_tool_waits_for_the_one_that_comes_first()
    {
        var guard = Guard("{kind: require_before, tool: look_up, before: change}");

        guard.Check(Call("change")).Reason.ShouldContain("look_up has to succeed before change");
        guard.Succeeded("look_up");

        guard.Check(Call("change")).Outcome.ShouldBe(ActionOutcome.Allowed);
    }

    [Fact]
    public void Consent_is_asked_for_and_what_is_declined_is_not_done()
    {
        var guard = Guard("{kind: confirm_before, tool: pay}");

        guard.Check(Call("pay")).Outcome.ShouldBe(ActionOutcome.NeedsConfirmation);
        guard.RuleResults["r0"].ShouldBe("not_applicable");
        guard.Check(Call("pay"), Confirmation.Declined).Outcome.ShouldBe(ActionOutcome.Refused);
        guard.Check(Call("pay"), Confirmation.Given).Outcome.ShouldBe(ActionOutcome.Allowed);

        guard.RuleResults["r0"].ShouldBe("obeyed");
        guard.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void The_result_is_verified_after_the_last_change()
    {
        var guard = Guard("{kind: verify_before_finish}");

        guard.CheckFinish().Outcome.ShouldBe(ActionOutcome.Refused);
        guard.Verified();
        guard.Succeeded("write");
        guard.CheckFinish().Outcome.ShouldBe(ActionOutcome.Refused);
        guard.Verified();

        guard.CheckFinish().Outcome.ShouldBe(ActionOutcome.Allowed);
        guard.RuleResults["r0"].ShouldBe("violated");
    }

    [Theory]
    [InlineData("email", """{"to":"ada.l@example.org, 3 others"}""", """{"to":"[redacted:email], 3 others"}""")]
    [InlineData("phone", """{"to":["+44 20 7946 0958","12345678"]}""", """{"to":["[redacted:phone]","12345678"]}""")]
    [InlineData("payment_card", """{"a":{"card":"4111 1111 1111 1111","order":"4111 1111 1111 1112"}}""", """{"a":{"card":"[redacted:payment_card]","order":"4111 1111 1111 1112"}}""")]
    [InlineData("payment_card", """{"card":4111111111111111}""", """{"card":"[redacted:payment_card]"}""")]
    [InlineData("iban", """{"x":"pay DE89 3704 0044 0532 0130 00 now, not DE89370400440532013001"}""", """{"x":"pay [redacted:iban] now, not DE89370400440532013001"}""")]
    [InlineData("ip_address", """{"x":"192.168.0.1 and 2001:db8::1, version 1.2.3.4000, at 10:30"}""", """{"x":"[redacted:ip_address] and [redacted:ip_address], version 1.2.3.4000, at 10:30"}""")]
    [InlineData("credential", """{"x":"key sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAA"}""", """{"x":"key [redacted:anthropic_key]"}""")]
    public void Sensitive_data_is_replaced_before_the_tool_sees_it(string kind, string arguments, string expected)
    {
        var decision = Guard($"{{kind: data_category, name: {kind}, handling: redact}}").Check(Call("send", arguments));

        decision.Outcome.ShouldBe(ActionOutcome.Allowed);
        decision.Arguments.GetRawText().ShouldBe(expected);
    }

    [Fact]
    public void Sensitive_data_is_blocked_or_let_through_and_recorded()
    {
        var blocked = Guard("{kind: data_category, name: email, handling: block}");
        blocked.Check(Call("send", """{"to":"a@b.org"}""")).Reason.ShouldBe("the arguments hold an e-mail address [r0]");
        blocked.RuleResults["r0"].ShouldBe("violated");

        var logged = Guard("{kind: data_category, name: email, handling: log}").Check(Call("send", """{"to":"a@b.org and c@d.org"}"""));
        logged.Outcome.ShouldBe(ActionOutcome.Allowed);
        logged.Uses.ShouldHaveSingleItem().ShouldBe("send: 2 × an e-mail address [r0]");
        logged.Arguments.GetRawText().ShouldContain("a@b.org");
    }

    [Fact]
    public void A_rule_that_never_came_up_is_not_applicable()
    {
        var guard = Guard("{kind: confirm_before, tool: pay}", "{kind: data_category, name: iban, handling: block}", "{kind: max_words, n: 3}");

        guard.Check(Call("search", """{"q":"x"}"""));

        guard.RuleResults.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["r0"] = "not_applicable", ["r1"] = "not_applicable" }, ignoreOrder: true);
    }

    private static ActionGuard Guard(params string[] directives) =>
        new(HarnessLoader.Parse("harness: a\nrules:\n" + string.Concat(directives.Select((directive, i) => $"  - {{id: r{i}, stage: tools, text: t, directive: {directive}}}\n")), "a").Spec);

    private static ProposedAction Call(string tool, string arguments = "{}") => new(tool, JsonDocument.Parse(arguments).RootElement);
}
