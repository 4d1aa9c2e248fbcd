using System.Globalization;
using Flywheel.Agents.Budgets;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Synthesis;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Verification;

/// <summary>
/// The stages <c>wiggum_r1</c>, <c>wiggum_r2</c>, …: evaluate, and while the draft is not good enough revise it. The best scored round is what counts,
/// whatever round it was; a round without a score is never preferred to one with a score, and no text is ever lost.
/// </summary>
public sealed class WiggumLoop
{
    private readonly Evaluator _evaluator;
    private readonly ReviewPanel? _panel;
    private readonly AskedModel _producer;
    private readonly Rubric _rubric;

    /// <summary>A loop of this evaluator and this writer; the panel takes part when there is one.</summary>
    public WiggumLoop(Evaluator evaluator, ReviewPanel? panel, AskedModel producer, Rubric rubric)
    {
        _evaluator = evaluator;
        _panel = panel;
        _producer = producer;
        _rubric = rubric;
    }

    /// <summary>Verifies a draft. The result carries the exception that ended the loop early, if one did, with the best text so far.</summary>
    public async Task<Verified> VerifyAsync(DraftUnderTest first, bool truncated, RunTrace trace, CancellationToken cancellationToken)
    {
        var rounds = new List<ScoredDraft>();
        var draft = first;
        var cut = truncated;
        try
        {
            for (var round = 1; ; round++)
            {
                trace.EnterStage(StageOf(round));
                rounds.Add(new ScoredDraft(round, draft.Text, cut, null));
                var scored = await EvaluateAsync(draft, round, cut, trace, cancellationToken);
                rounds[^1] = scored;
                if (Ends(rounds, first.Harness.Verify.MaxRounds, draft) is { } end)
                    return Best(rounds, end.Passed, end.Reason, null);
                var revised = await ReviseAsync(draft, scored, trace, cancellationToken);
                if (revised.Text.Length == 0 || revised.Text == draft.Text)
                    return Best(rounds, passed: false, revised.Text.Length == 0 ? "The revision was empty; the best round was kept." : "The revision changed nothing.", null);
                draft = draft with { Text = revised.Text };
                cut = revised.Truncated;
                trace.AddDraft(round + 1, revised.Text);
            }
        }
        catch (Exception failure)
        {
            if (rounds[^1].Text != draft.Text)
                rounds.Add(new ScoredDraft(rounds.Count + 1, draft.Text, cut, null));
            return Best(rounds, passed: false, failure.Message, failure);
        }
    }

    private static string StageOf(int round) => string.Create(CultureInfo.InvariantCulture, $"wiggum_r{round}");

    private async Task<ScoredDraft> EvaluateAsync(DraftUnderTest draft, int round, bool cut, RunTrace trace, CancellationToken cancellationToken)
    {
        var evaluation = await _evaluator.EvaluateAsync(draft, round, trace, cancellationToken);
        var reviews = _panel is null ? [] : await _panel.ReviewAsync(draft, round, trace, cancellationToken);
        var issues = evaluation.Issues.Concat(ReviewPanel.Issues(reviews)).ToList();
        trace.AddRound(new VerificationRound
        {
            Round = round,
            Score = evaluation.Score,
            Dimensions = evaluation.Dimensions,
            Evaluator = evaluation.EvaluatorName,
            Issues = issues,
            Feedback = evaluation.Feedback,
            Panel = reviews,
        });
        return new ScoredDraft(round, draft.Text, cut, evaluation with { Issues = issues });
    }

    /// <summary>Whether the last round ends the loop, and how.</summary>
    private (bool Passed, string? Reason)? Ends(List<ScoredDraft> rounds, int mostRounds, DraftUnderTest draft)
    {
        var last = rounds[^1];
        var counted = draft.ExpectedSections is not { } expected || SectionCount.Of(draft.Text, draft.Harness) == expected;
        if (last.Evaluation is { } evaluation && _rubric.Passes(evaluation.Score, evaluation.Dimensions) && counted)
            return (true, null);
        if (rounds.Count >= mostRounds)
            return (false, null);
        if (rounds.Count >= 2 && Cycles(rounds[^2].Evaluation, last.Evaluation))
            return (false, "Two rounds in a row had the same scores: revising goes in circles.");
        return null;
    }

    private static bool Cycles(Evaluation? before, Evaluation? now) =>
        before?.Score is not null && before.Score == now?.Score && before.Dimensions.All(pair => now!.Dimensions.GetValueOrDefault(pair.Key) == pair.Value);

    private async Task<WrittenDraft> ReviseAsync(DraftUnderTest draft, ScoredDraft scored, RunTrace trace, CancellationToken cancellationToken)
    {
        var stage = StageOf(scored.Round) + "/revise";
        using var span = trace.Span("revise");
        var request = new ReviseRequest
        {
            Task = draft.Task,
            Harness = draft.Harness,
            TaskType = draft.TaskType,
            ExpectedSections = draft.ExpectedSections,
            Draft = draft.Text,
            Round = scored.Round,
            Issues = scored.Evaluation?.Issues ?? [],
            Feedback = scored.Evaluation?.Score is null ? "" : scored.Evaluation.Feedback,
            Evidence = draft.Evidence,
        };
        var answer = await _producer.AskAsync(request, trace.Main, stage, null, cancellationToken);
        var text = OutputCleaning.Clean(answer.Text, draft.Evidence);
        if (draft.ExpectedSections is { } expected && SectionCount.Of(text, draft.Harness) > expected)
            text = OutputCleaning.WithSources(SectionCount.Trim(text, expected, draft.Harness), draft.Evidence);
        return new WrittenDraft(text, answer.Truncated);
    }

    /// <summary>The best scored round, the earliest of equals; without any score the last text.</summary>
    private static Verified Best(List<ScoredDraft> rounds, bool passed, string? reason, Exception? failure)
    {
        var best = passed
            ? rounds[^1]
            : rounds.Where(static round => round.Evaluation?.Score is not null).MaxBy(static round => round.Evaluation!.Score!.Value) ?? rounds[^1];
        return new Verified(best.Round, best.Text, best.Truncated, passed, best.Evaluation?.Score, best.Evaluation?.TacHours, reason, failure);
    }

    private sealed record ScoredDraft(int Round, string Text, bool Truncated, Evaluation? Evaluation);
}

/// <summary>What verification came to.</summary>
/// <param name="Round">The round that is delivered.</param>
/// <param name="Text">Its text.</param>
/// <param name="Truncated">Whether the model had cut it.</param>
/// <param name="Passed">Whether it is good enough.</param>
/// <param name="Score">Its score, or null.</param>
/// <param name="TacHours">Human hours, or null.</param>
/// <param name="Reason">Why the loop ended without a pass, or null when rounds ran out.</param>
/// <param name="Failure">The exception that ended the loop, or null.</param>
public sealed record Verified(
    int Round, string Text, bool Truncated, bool Passed, double? Score, double? TacHours, string? Reason, Exception? Failure);
