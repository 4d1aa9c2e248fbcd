using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Flywheel.Harness.Conditions;

internal abstract record ConditionNode
{
    public abstract IEnumerable<Comparison> Comparisons { get; }

    public abstract bool Holds(ProposedAction action);
}

internal sealed record AllOf(IReadOnlyList<ConditionNode> Parts) : ConditionNode
{
    public override IEnumerable<Comparison> Comparisons => Parts.SelectMany(part => part.Comparisons);

    public override bool Holds(ProposedAction action) => Parts.All(part => part.Holds(action));
}

internal sealed record AnyOf(IReadOnlyList<ConditionNode> Parts) : ConditionNode
{
    public override IEnumerable<Comparison> Comparisons => Parts.SelectMany(part => part.Comparisons);

    public override bool Holds(ProposedAction action) => Parts.Any(part => part.Holds(action));
}

internal sealed record Not(ConditionNode Part) : ConditionNode
{
    public override IEnumerable<Comparison> Comparisons => Part.Comparisons;

    public override bool Holds(ProposedAction action) => !Part.Holds(action);
}

/// <summary>One comparison.</summary>
/// <param name="Operand"><c>tool</c>, <c>task</c>, <c>args</c>, <c>calls</c> or <c>arg.path</c>.</param>
/// <param name="Operator">As written.</param>
/// <param name="Text">The right side; numbers and flags in their written form.</param>
/// <param name="Number">The right side as a number, or null.</param>
internal sealed record Comparison(string Operand, string Operator, string Text, double? Number) : ConditionNode
{
    private readonly Lazy<Regex> _pattern = new(() => ConditionParser.Pattern(Text));

    public override IEnumerable<Comparison> Comparisons => [this];

    public bool NamesTool => Operand == "tool" && Operator == "==";

    public override bool Holds(ProposedAction action)
    {
        var actual = Actual(action);
        if (Operator is "<" or "<=" or ">" or ">=")
            return Number is { } bound && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Compare(value, bound);
        return Operator switch
        {
            "==" => Same(actual),
            "!=" => !Same(actual),
            "contains" => actual?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true,
            _ => actual is not null && _pattern.Value.IsMatch(actual),
        };
    }

    private bool Compare(double value, double bound) => Operator switch
    {
        "<" => value < bound,
        "<=" => value <= bound,
        ">" => value > bound,
        _ => value >= bound,
    };

    private bool Same(string? actual)
    {
        if (actual is null)
            return false;
        var numeric = Number is { } expected && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value.Equals(expected);
        return numeric || string.Equals(actual, Text, StringComparison.Ordinal);
    }

    private string? Actual(ProposedAction action) => Operand switch
    {
        "tool" => action.Tool,
        "task" => action.Task,
        "args" => action.ArgumentText,
        "calls" => action.Calls.ToString(CultureInfo.InvariantCulture),
        _ => Argument(action.Arguments, Operand.Split('.').AsSpan(1)),
    };

    private static string? Argument(JsonElement value, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => value.GetRawText(),
        };
    }
}
