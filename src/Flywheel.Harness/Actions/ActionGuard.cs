using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Conditions;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Actions;

/// <summary>
/// Holds what an agent does in one run against its harness's rules on actions, before it does it: a call is refused, waits for consent, or goes on with
/// sensitive data replaced. An attempt that a rule stops counts as a violation of that rule. Thread-safe.
/// </summary>
public sealed class ActionGuard
{
    private const string Obeyed = "obeyed";
    private const string Violated = "violated";
    private const string NotApplicable = "not_applicable";

    private readonly Lock _gate = new();
    private readonly List<(OperatingRule Rule, ActionDirective Directive)> _rules;
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _succeeded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _results = new(StringComparer.Ordinal);
    private readonly List<RuleViolation> _violations = [];
    private bool _changedSinceVerification = true;

    /// <summary>Guards one run.</summary>
    public ActionGuard(HarnessSpec harness)
    {
        ArgumentNullException.ThrowIfNull(harness);
        _rules = [.. harness.Rules.Where(rule => rule.Directive is ActionDirective).Select(rule => (rule, (ActionDirective)rule.Directive!))];
        _allowed = _rules.Select(rule => rule.Directive).OfType<AllowTool>().Select(allow => allow.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (rule, _) in _rules)
            _results[rule.Id] = NotApplicable;
    }

    /// <summary>What happened to each rule on actions so far: <c>obeyed</c>, <c>violated</c> or <c>not_applicable</c>; part of the run record.</summary>
    public IReadOnlyDictionary<string, string> RuleResults
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, string>(_results, StringComparer.Ordinal);
        }
    }

    /// <summary>Every attempt that a rule stopped, in order.</summary>
    public IReadOnlyList<RuleViolation> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    /// <summary>Judges a tool call before it is made.</summary>
    /// <param name="action">The call.</param>
    /// <param name="confirmation">The answer, when consent was asked for.</param>
    public ActionDecision Check(ProposedAction action, Confirmation confirmation = Confirmation.NotAsked)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_gate)
        {
            var broken = _rules.Select(rule => (rule.Rule.Id, Problem: Problem(rule.Directive, action))).Where(rule => rule.Problem is not null).ToList();
            if (broken.Count > 0)
                return Refuse(action.Tool, broken!);
            return Consent(action, confirmation) ?? LetThrough(action);
        }
    }

    /// <summary>Notes that a tool call succeeded.</summary>
    public void Succeeded(string tool)
    {
        lock (_gate)
        {
            _succeeded.Add(tool);
            _changedSinceVerification = true;
        }
    }

    /// <summary>Notes that the result was verified.</summary>
    public void Verified()
    {
        lock (_gate)
            _changedSinceVerification = false;
    }

    /// <summary>Judges the wish to finish.</summary>
    public ActionDecision CheckFinish()
    {
        lock (_gate)
        {
            var rules = _rules.Where(rule => rule.Directive is VerifyBeforeFinish).Select(rule => rule.Rule.Id).ToList();
            if (rules.Count > 0 && _changedSinceVerification)
                return Refuse("", [.. rules.Select(rule => (rule, (string?)"verify the result before you finish"))]);
            foreach (var rule in rules)
                Note(rule, Obeyed);
            return new ActionDecision(ActionOutcome.Allowed, default, "", [], []);
        }
    }

    private string? Problem(ActionDirective directive, ProposedAction action) => directive switch
    {
        AllowTool when !_allowed.Contains(action.Tool) => $"the tool {action.Tool} is not among those allowed: {string.Join(", ", _allowed.Order(StringComparer.Ordinal))}",
        RefuseWhen refuse when refuse.Condition.Holds(action) => $"the call meets the condition {refuse.Condition}",
        RequireBefore order when order.Before == action.Tool && !_succeeded.Contains(order.Tool) => $"{order.Tool} has to succeed before {order.Before}",
        DataCategory { Handling: DataHandling.Block } category when Scan(action.Arguments, category.Name).Found > 0 => $"the arguments hold {Words(category.Name)}",
        _ => null,
    };

    private ActionDecision Refuse(string tool, List<(string Id, string? Problem)> broken)
    {
        var violations = broken.ConvertAll(rule => new RuleViolation(rule.Id, tool, rule.Problem!));
        foreach (var violation in violations)
            Note(violation.Rule, Violated);
        _violations.AddRange(violations);
        return new ActionDecision(ActionOutcome.Refused, default, string.Join("; ", violations.Select(violation => $"{violation.Reason} [{violation.Rule}]").Distinct(StringComparer.Ordinal)), violations, []);
    }

    private ActionDecision? Consent(ProposedAction action, Confirmation confirmation)
    {
        var asking = _rules.Where(rule => rule.Directive is ConfirmBefore confirm && confirm.Tool == action.Tool).Select(rule => rule.Rule.Id).ToList();
        if (asking.Count == 0 || confirmation == Confirmation.Given)
            return null;
        if (confirmation == Confirmation.NotAsked)
            return new ActionDecision(ActionOutcome.NeedsConfirmation, action.Arguments, $"{action.Tool} needs consent [{string.Join(", ", asking)}]", [], []);
        foreach (var rule in asking)
            Note(rule, Obeyed);
        return new ActionDecision(ActionOutcome.Refused, default, $"consent to {action.Tool} was declined", [], []);
    }

    private ActionDecision LetThrough(ProposedAction action)
    {
        var arguments = action.Arguments;
        var uses = new List<string>();
        foreach (var (rule, directive) in _rules)
        {
            if (Concerns(directive, action))
                Note(rule.Id, Obeyed);
            if (directive is not DataCategory category)
                continue;
            var (redacted, found) = Scan(arguments, category.Name);
            if (found > 0 && category.Handling == DataHandling.Redact)
                arguments = redacted;
            else if (found > 0)
                uses.Add(string.Create(CultureInfo.InvariantCulture, $"{action.Tool}: {found} × {Words(category.Name)} [{rule.Id}]"));
            if (found > 0)
                Note(rule.Id, Obeyed);
        }

        return new ActionDecision(ActionOutcome.Allowed, arguments, "", [], uses);
    }

    // Whether the rule had something to say about this call and was kept.
    private static bool Concerns(ActionDirective directive, ProposedAction action) => directive switch
    {
        AllowTool allow => allow.Name == action.Tool,
        RefuseWhen refuse => refuse.Condition.Tools is var tools && (tools.Count == 0 || tools.Contains(action.Tool, StringComparer.Ordinal)),
        RequireBefore order => order.Before == action.Tool,
        ConfirmBefore confirm => confirm.Tool == action.Tool,
        _ => false,
    };

    // Once broken, a rule stays broken in this run.
    private void Note(string rule, string result)
    {
        if (_results[rule] != Violated)
            _results[rule] = result;
    }

    private static (JsonElement Arguments, int Found) Scan(JsonElement arguments, SensitiveData kind)
    {
        if (arguments.ValueKind == JsonValueKind.Undefined)
            return (arguments, 0);
        var found = 0;
        var redacted = Redact(JsonNode.Parse(arguments.GetRawText()), kind, ref found);
        return found == 0 ? (arguments, 0) : (JsonSerializer.SerializeToElement(redacted), found);
    }

    private static JsonNode? Redact(JsonNode? node, SensitiveData kind, ref int found)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                    map[name] = Redact(value?.DeepClone(), kind, ref found);
                return map;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    list[i] = Redact(list[i]?.DeepClone(), kind, ref found);
                return list;
            case JsonValue value:
                var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
                var (redacted, count) = SensitiveDataScanner.Redact(text, kind);
                found += count;
                return count == 0 ? value : JsonValue.Create(redacted);
            default:
                return null;
        }
    }

    private static string Words(SensitiveData kind) => kind switch
    {
        SensitiveData.Email => "an e-mail address",
        SensitiveData.Phone => "a phone number",
        SensitiveData.PaymentCard => "a payment card number",
        SensitiveData.Iban => "a bank account number",
        SensitiveData.IpAddress => "an IP address",
        _ => "a credential",
    };
}
