namespace Flywheel.Harness.Conditions;

/// <summary>
/// A condition on a proposed action, as rules state it: <c>tool == "refund" and arg.amount &gt; 100</c>. Immutable and thread-safe; two
/// conditions are equal when their texts are.
/// </summary>
/// <remarks>
/// Grammar: comparisons joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses. On the left <c>tool</c>, <c>task</c>, <c>args</c> (all argument
/// values as text), <c>arg.name</c> (one argument, <c>arg.a.b</c> inside it) or <c>calls</c> (tool calls made so far); on the right a quoted text, a
/// number, <c>true</c> or <c>false</c>. <c>==</c> and <c>!=</c> compare exactly, <c>contains</c> and <c>matches</c> (a regular expression) ignore case,
/// <c>&lt; &lt;= &gt; &gt;=</c> compare numbers. A comparison with an argument that is not there is false, except <c>!=</c>.
/// </remarks>
public sealed class ActionCondition : IEquatable<ActionCondition>
{
    private readonly ConditionNode _root;

    private ActionCondition(string text, ConditionNode root)
    {
        Text = text;
        _root = root;
    }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="FormatException">The text is no condition; the message says where and what was expected.</exception>
    public static ActionCondition Parse(string text) => new(text, new ConditionParser(text).Parse());

    /// <summary>Whether the action meets the condition.</summary>
    public bool Holds(ProposedAction action) => _root.Holds(action);

    /// <summary>The tools the condition names with <c>tool ==</c>.</summary>
    public IReadOnlyList<string> Tools => [.. _root.Comparisons.Where(comparison => comparison.NamesTool).Select(comparison => comparison.Text)];

    /// <summary>The tool whose every call meets the condition, or null: the condition is <c>tool == "name"</c> and nothing else.</summary>
    public string? RefusesWholly => _root is Comparison { NamesTool: true } only ? only.Text : null;

    /// <inheritdoc/>
    public bool Equals(ActionCondition? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActionCondition);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
