using System.CommandLine;
using System.CommandLine.Parsing;
using Flywheel.Harness.Keys;

namespace Flywheel.Cli.Invocation;

/// <summary>What is wrong with a command line, in words that say what to do. Thread-safe.</summary>
internal static class UsageProblems
{
    /// <summary>The problems; empty when the command line can be run.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var problems = MistakenOptions(parsed).Select(token => UnknownOption(command, token)).ToList();
        if (problems.Count > 0)
            return problems;
        if (parsed.UnmatchedTokens is [var first, ..])
            return [Unexpected(command, first)];
        if (command is { Action: null, Subcommands.Count: > 0 } and not RootCommand)
            return [$"`{PathOf(command)}` needs one of its commands: {string.Join(", ", Known(command))}."];
        return [.. parsed.Errors.Select(error => Explain(error, command)).Distinct(StringComparer.Ordinal)];
    }

    private static string Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } missing => $"{missing.Argument.Name} is missing: `{PathOf(command)} {missing.Argument.Name}`.",
        CommandResult when command.Arguments.FirstOrDefault(static argument => argument.Arity.MinimumNumberOfValues > 0) is { } argument => $"{argument.Name} is missing: `{PathOf(command)} {argument.Name}`.",
        _ => error.Message,
    };

    /// <summary>Words that look like options, and that the parser took for arguments.</summary>
    private static IEnumerable<string> MistakenOptions(ParseResult parsed) => parsed.Tokens
        .TakeWhile(static token => token.Type != TokenType.DoubleDash)
        .Where(static token => token.Type == TokenType.Argument && LooksLikeOption(token.Value))
        .Select(static token => token.Value);

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]) && word[1] != '.' && !word.Contains(' ', StringComparison.Ordinal);

    private static string UnknownOption(Command command, string token)
    {
        var name = token.Split('=', 2)[0];
        var known = Options(command).Append("--help");
        var hint = NearestName.Hint(name, known);
        return $"There is no option {name} of `{PathOf(command)}`.{hint}";
    }

    private static string Unexpected(Command command, string token)
    {
        if (command.Subcommands.Count == 0)
            return $"`{PathOf(command)}` does not expect '{token}'. Quote texts that hold spaces.";
        var known = Known(command);
        var hint = NearestName.Hint(token, known);
        return hint.Length > 0
            ? $"There is no command '{token}' of `{PathOf(command)}`.{hint}"
            : $"There is no command '{token}' of `{PathOf(command)}`. Known: {string.Join(", ", known)}.";
    }

    private static List<string> Known(Command command) => [.. command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => sub.Name)];

    private static IEnumerable<string> Options(Command command)
    {
        foreach (var option in command.Options)
            yield return option.Name;
        foreach (var parent in command.Parents.OfType<Command>())
        {
            foreach (var option in parent.Options.Where(static option => option.Recursive))
                yield return option.Name;
        }
    }

    /// <summary>The words that name a command.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, at is RootCommand ? "flywheel" : at.Name);
        return string.Join(' ', names);
    }
}
