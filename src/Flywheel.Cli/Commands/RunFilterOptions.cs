using System.CommandLine;
using System.Globalization;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;

namespace Flywheel.Cli.Commands;

/// <summary>The options that say which runs are meant; the same wherever runs are listed.</summary>
internal sealed class RunFilterOptions
{
    private readonly Option<string?> _session = One("--session", "NAME", "Runs of a session.");
    private readonly Option<string?> _taskType = One("--task-type", "TYPE", "Runs of a task type: enumerated, best_practices, research, …");
    private readonly Option<string?> _model = One("--model", "TEXT", "Runs whose producer's name holds this.");
    private readonly Option<string?> _harness = One("--harness", "NAME[@VERSION]", "Runs of a harness.");
    private readonly Option<string?> _final = One("--final", "RESULT", "Runs that ended as PASS, FAIL or ERROR.");
    private readonly Option<string?> _minScore = One("--min-score", "S", "Runs with at least this final score, 0–10.");
    private readonly Option<string?> _maxScore = One("--max-score", "S", "Runs with at most this final score, 0–10.");
    private readonly Option<string?> _since = One("--since", "WHEN", "Runs started at or after a date or time (UTC), or within a span such as 90m, 24h, 7d, 2w.");
    private readonly Option<string?> _until = One("--until", "WHEN", "Runs started before it.");
    private readonly Option<string?> _text = One("--text", "WORDS", "Runs whose task, issues or error hold all these words.");

    /// <summary>All of them.</summary>
    public Symbol[] All => [_session, _taskType, _model, _harness, _final, _minScore, _maxScore, _since, _until, _text];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserException">A value can not be read.</exception>
    public RunFilter Read(ParseResult parsed, CommandContext context) => new()
    {
        Session = parsed.GetValue(_session),
        TaskType = parsed.GetValue(_taskType),
        Model = parsed.GetValue(_model),
        Harness = parsed.GetValue(_harness),
        Final = Final(parsed.GetValue(_final)),
        MinScore = Score(parsed, _minScore),
        MaxScore = Score(parsed, _maxScore),
        Since = Moment(parsed, _since, context),
        Until = Moment(parsed, _until, context),
        Text = parsed.GetValue(_text),
    };

    private static string? Final(string? text) => text?.ToUpperInvariant() switch
    {
        null => null,
        "PASS" or "FAIL" or "ERROR" => text,
        _ => throw new UserException($"--final is '{text}': PASS, FAIL or ERROR is expected."),
    };

    private static double? Score(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var score) && score <= 10
            ? score
            : throw new UserException($"{option.Name} is '{text}': a score from 0 to 10 is expected.");
    }

    private static DateTimeOffset? Moment(ParseResult parsed, Option<string?> option, CommandContext context)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return RunFilter.TryReadMoment(text, context.Time.GetUtcNow(), out var moment)
            ? moment
            : throw new UserException($"{option.Name} is '{text}': a date (2026-04-10), a time (2026-04-10T14:30) or a span (90m, 24h, 7d, 2w) is expected.");
    }

    private static Option<string?> One(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
