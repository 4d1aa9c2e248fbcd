using System.Globalization;
using Flywheel.Storage.Json;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Archive;

/// <summary>Which runs are meant; what is null does not matter. All that is given must hold. Immutable and thread-safe.</summary>
internal sealed record RunFilter
{
    /// <summary>Every run.</summary>
    public static RunFilter All { get; } = new();

    /// <summary>The session.</summary>
    public string? Session { get; init; }

    /// <summary>The task type; <c>best-practices</c> and <c>best_practices</c> are the same.</summary>
    public string? TaskType { get; init; }

    /// <summary>A part of the producer's name.</summary>
    public string? Model { get; init; }

    /// <summary>The harness, <c>name</c> or <c>name@version</c>.</summary>
    public string? Harness { get; init; }

    /// <summary>PASS, FAIL or ERROR.</summary>
    public string? Final { get; init; }

    /// <summary>The least final score.</summary>
    public double? MinScore { get; init; }

    /// <summary>The greatest final score.</summary>
    public double? MaxScore { get; init; }

    /// <summary>Started at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Started before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Words that all stand in the task, the issues or the error.</summary>
    public string? Text { get; init; }

    /// <summary>Whether a run is meant.</summary>
    public bool Matches(RunRecord run) =>
        Is(Session, run.SessionId)
        && (TaskType is null || Is(Normal(TaskType), Normal(run.TaskType ?? "")))
        && (Model is null || run.ProducerModel?.Contains(Model, StringComparison.OrdinalIgnoreCase) == true)
        && MatchesHarness(run.Harness)
        && (Final is null || string.Equals(Final, run.Final, StringComparison.OrdinalIgnoreCase))
        && (MinScore is null || run.FinalScore >= MinScore)
        && (MaxScore is null || run.FinalScore <= MaxScore)
        && (Since is null || run.Timestamp >= Since)
        && (Until is null || run.Timestamp < Until)
        && MatchesText(run);

    /// <summary>
    /// Reads a moment: an ISO date or time (a date without a time is its start, UTC), or a span before now such as <c>90m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>.
    /// </summary>
    /// <returns>False when the text is neither.</returns>
    public static bool TryReadMoment(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        moment = now;
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 100_000)
        {
            double? days = text[^1] switch
            {
                'm' => amount / 1440,
                'h' => amount / 24,
                'd' => amount,
                'w' => amount * 7,
                _ => null,
            };
            if (days is { } span)
            {
                moment = now.AddDays(-span);
                return true;
            }
        }

        return text.Length >= 8 && UtcMilliseconds.TryParse(text, out moment);
    }

    private static bool Is(string? asked, string? actual) => asked is null || string.Equals(asked, actual, StringComparison.Ordinal);

    private static string Normal(string taskType) => taskType.Replace('-', '_').ToLowerInvariant();

    private bool MatchesHarness(HarnessReference? harness)
    {
        if (Harness is null)
            return true;
        if (harness is null)
            return false;
        var named = harness.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{harness.Name}@{version}") : harness.Name;
        return Harness == harness.Name || Harness == named;
    }

    private bool MatchesText(RunRecord run)
    {
        if (string.IsNullOrWhiteSpace(Text))
            return true;
        var texts = new List<string> { run.Task, run.RunId, run.Error?.Message ?? "" };
        texts.AddRange(run.WiggumFeedback.SelectMany(static round => round.Issues));
        return Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(word => texts.Exists(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
