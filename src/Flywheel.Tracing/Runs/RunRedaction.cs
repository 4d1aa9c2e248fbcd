using Flywheel.Storage.Redaction;
using Flywheel.Storage.Security;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// Takes secrets out of everything a run writes, and logs each one that was taken out: its kind, where it was, never the secret itself. Thread-safe.
/// </summary>
internal sealed class RunRedaction(string runId, Redactor redactor, SecurityLog log)
{
    /// <summary>A text without its secrets.</summary>
    /// <param name="caller">The part of the run that writes it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">The security log can not be written.</exception>
    public string Clean(string caller, string text)
    {
        var redacted = redactor.Redact(text);
        foreach (var redaction in redacted.Redactions)
            Report(caller, redaction);
        return redacted.Text;
    }

    /// <summary>As <see cref="Clean(string, string)"/>; where the event can not be logged it is lost, the text is clean all the same.</summary>
    public string CleanQuietly(string caller, string text)
    {
        try
        {
            return Clean(caller, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return redactor.Redact(text).Text;
        }
    }

    public string? CleanOrNull(string caller, string? text) => text is null ? null : Clean(caller, text);

    public RunStart Clean(RunStart start) => start with
    {
        Task = Clean("task", start.Task),
        ExperimentId = CleanOrNull("task", start.ExperimentId),
        SessionId = CleanOrNull("task", start.SessionId),
        Overrides = start.Overrides.ToDictionary(
            static entry => entry.Key,
            entry => RedactedJson.CleanText(entry.Key, entry.Value, text => Clean("overrides", text)),
            StringComparer.Ordinal),
    };

    public ToolCall Clean(ToolCall call) => call with
    {
        Query = CleanOrNull("tool_call", call.Query),
        Error = CleanOrNull("tool_call", call.Error),
        Urls = [.. call.Urls.Select(url => Clean("tool_call", url))],
    };

    /// <summary>The round without secrets, and without numbers that JSON does not have.</summary>
    public VerificationRound Clean(VerificationRound round) => round with
    {
        Score = Finite(round.Score),
        Dimensions = round.Dimensions.ToDictionary(static entry => entry.Key, static entry => Finite(entry.Value), StringComparer.Ordinal),
        Issues = [.. round.Issues.Select(issue => Clean("evaluation", issue))],
        Feedback = Clean("evaluation", round.Feedback),
        Panel =
        [
            .. round.Panel.Select(review => review with
            {
                Score = Finite(review.Score),
                Issues = [.. review.Issues.Select(issue => Clean("panel", issue))],
                Strengths = [.. review.Strengths.Select(strength => Clean("panel", strength))],
            }),
        ],
    };

    public RunNotes Clean(RunNotes notes) => notes with
    {
        Plan = notes.Plan is { } plan ? RedactedJson.Clean(plan, text => Clean("plan", text)) : null,
        NoveltyScores = notes.NoveltyScores is { } scores ? [.. scores.Select(Finite)] : null,
        TacHours = Finite(notes.TacHours),
        Other = notes.Other?.ToDictionary(
            static entry => entry.Key, entry => RedactedJson.Clean(entry.Value, text => Clean(entry.Key, text)), StringComparer.Ordinal),
    };

    public RunError Clean(RunError error) => error with { Message = CleanQuietly("error", error.Message) };

    private static double? Finite(double? number) => number is { } known && double.IsFinite(known) ? known : null;

    private void Report(string caller, RedactedSpan redaction) => log.Record(new SecurityEvent
    {
        RunId = runId,
        Type = "secret",
        Layer = "redactor",
        Target = "file_write",
        Severity = SecuritySeverity.Warn,
        Caller = caller,
        Rule = redaction.Rule,
        Reason = $"A secret ({redaction.Rule}) was taken out before writing.",
        Action = "redacted",
        Offset = redaction.Offset,
        Length = redaction.Length,
    });
}
