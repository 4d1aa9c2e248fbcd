using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Flywheel.Harness.Conditions;

/// <summary>Reads the grammar of <see cref="ActionCondition"/> by recursive descent. Used once.</summary>
internal sealed class ConditionParser
{
    private const int MaxDepth = 20;
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">", "contains", "matches"];

    private readonly List<ConditionToken> _tokens;
    private int _next;
    private int _depth;

    public ConditionParser(string text) => _tokens = Scan(text);

    public static Regex Pattern(string expression) =>
        new(expression, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public ConditionNode Parse()
    {
        var root = Any();
        if (Current.Kind != TokenKind.End)
            throw Unexpected("'and', 'or' or the end");
        return root;
    }

    private ConditionToken Current => _tokens[_next];

    private ConditionNode Any()
    {
        var parts = new List<ConditionNode> { All() };
        while (TakeWord("or"))
            parts.Add(All());
        return parts.Count == 1 ? parts[0] : new AnyOf(parts);
    }

    private ConditionNode All()
    {
        var parts = new List<ConditionNode> { Single() };
        while (TakeWord("and"))
            parts.Add(Single());
        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    private ConditionNode Single()
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"The condition is nested more than {MaxDepth} deep.");
        try
        {
            if (TakeWord("not"))
                return new Not(Single());
            if (!TakeSymbol("("))
                return ReadComparison();
            var inner = Any();
            if (!TakeSymbol(")"))
                throw Unexpected("')'");
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private Comparison ReadComparison()
    {
        var operand = Operand();
        var comparison = Current;
        if (!Operators.Contains(comparison.Text, StringComparer.Ordinal) || comparison.Kind is not (TokenKind.Word or TokenKind.Symbol))
            throw Unexpected("one of " + string.Join(' ', Operators));
        _next++;
        var value = Current;
        if (value.Kind is TokenKind.End or TokenKind.Symbol || value.Kind == TokenKind.Word && value.Text is not ("true" or "false"))
            throw Unexpected("a quoted text, a number, true or false");
        var ordered = comparison.Text[0] is '<' or '>';
        if (ordered && value.Kind != TokenKind.Number)
            throw Unexpected("a number");
        _next++;
        if (comparison.Text == "matches")
            CheckPattern(value);
        double? number = value.Kind == TokenKind.Number ? double.Parse(value.Text, CultureInfo.InvariantCulture) : null;
        return new Comparison(operand, comparison.Text, value.Text, number);
    }

    private string Operand()
    {
        var operand = Current;
        var known = operand.Kind == TokenKind.Word
            && (operand.Text is "tool" or "task" or "args" or "calls" || operand.Text.StartsWith("arg.", StringComparison.Ordinal) && operand.Text.Length > 4);
        if (!known)
            throw Unexpected("tool, task, args, arg.NAME or calls");
        _next++;
        return operand.Text;
    }

    private static void CheckPattern(ConditionToken value)
    {
        try
        {
            _ = Pattern(value.Text);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{value.Text}' at character {value.Position} is no regular expression this check can run: {error.Message}", error);
        }
    }

    private bool TakeWord(string word) => Take(TokenKind.Word, word);

    private bool TakeSymbol(string symbol) => Take(TokenKind.Symbol, symbol);

    private bool Take(TokenKind kind, string text)
    {
        var taken = Current.Kind == kind && string.Equals(Current.Text, text, StringComparison.Ordinal);
        if (taken)
            _next++;
        return taken;
    }

    private FormatException Unexpected(string expected)
    {
        var found = Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'";
        return new FormatException($"Expected {expected} at character {Current.Position}, found {found}.");
    }

    private static List<ConditionToken> Scan(string text)
    {
        var tokens = new List<ConditionToken>();
        var i = 0;
        while (i < text.Length)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var token = text[i] switch
            {
                '"' or '\'' => Quoted(text, i, out i),
                '(' or ')' or '<' or '>' or '=' or '!' => Symbol(text, i, out i),
                var c when char.IsAsciiDigit(c) || c == '-' => Number(text, i, out i),
                _ => Word(text, i, out i),
            };
            tokens.Add(token);
        }

        tokens.Add(new ConditionToken(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static ConditionToken Quoted(string text, int start, out int end)
    {
        var value = new StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == text[start])
            {
                end = i + 1;
                return new ConditionToken(TokenKind.Text, value.ToString(), start + 1);
            }

            var escaped = text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == '\\' || text[i + 1] == text[start]);
            value.Append(escaped ? text[++i] : text[i]);
        }

        throw new FormatException($"The quote at character {start + 1} is not closed.");
    }

    private static ConditionToken Symbol(string text, int start, out int end)
    {
        end = start + 1;
        if (text[start] is not ('(' or ')') && end < text.Length && text[end] == '=')
            end++;
        return new ConditionToken(TokenKind.Symbol, text[start..end], start + 1);
    }

    private static ConditionToken Number(string text, int start, out int end)
    {
        end = start + 1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        var number = text[start..end];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new ConditionToken(TokenKind.Number, number, start + 1)
            : throw new FormatException($"'{number}' at character {start + 1} is not a number.");
    }

    private static ConditionToken Word(string text, int start, out int end)
    {
        end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-'))
            end++;
        if (end == start)
            throw new FormatException($"'{text[start]}' at character {start + 1} has no meaning here.");
        return new ConditionToken(TokenKind.Word, text[start..end], start + 1);
    }

    private enum TokenKind
    {
        Word,
        Text,
        Number,
        Symbol,
        End,
    }

    private readonly record struct ConditionToken(TokenKind Kind, string Text, int Position);
}
