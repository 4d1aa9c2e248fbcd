using Flywheel.Agents.Measures;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Verification;

/// <summary>
/// Scores a draft: deterministic measures first, the judge on top. A judge that can not be read is asked once more; then the round has no score, and says
/// why. With the built-in model the measures alone decide.
/// </summary>
public sealed class Evaluator
{
    /// <summary>Who scored when no language model did.</summary>
    public const string Measured = "measured";

    private readonly AskedModel _judge;
    private readonly Rubric _rubric;

    /// <summary>An evaluator with this judge and rubric.</summary>
    public Evaluator(AskedModel judge, Rubric rubric)
    {
        _judge = judge;
        _rubric = rubric;
    }

    /// <summary>Scores a draft.</summary>
    /// <param name="draft">The draft and what it is measured against.</param>
    /// <param name="round">From 1.</param>
    /// <param name="trace">The recorder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Evaluation> EvaluateAsync(DraftUnderTest draft, int round, RunTrace trace, CancellationToken cancellationToken)
    {
        var stage = $"wiggum_r{round.ToString(System.Globalization.CultureInfo.InvariantCulture)}/evaluate";
        using var span = trace.Span("evaluate");
        var measurements = Measure(draft, trace);
        var measured = measurements.ToDictionary(static one => one.Dimension, static one => one.Score, StringComparer.Ordinal);
        IReadOnlyList<string> problems = [.. measurements.SelectMany(static one => one.Issues)];
        trace.RecordStep(trace.Main, new StepEntry { Stage = stage, Kind = "decision", Name = "measures", Result = Describe(measurements) });
        var request = new EvaluateRequest
        {
            Task = draft.Task,
            Harness = draft.Harness,
            TaskType = draft.TaskType,
            ExpectedSections = draft.ExpectedSections,
            Draft = draft.Text,
            Evidence = draft.Evidence,
            Measured = measured,
            MeasuredIssues = problems,
        };
        var judgement = await JudgeAsync(request, stage, trace, cancellationToken);
        return _judge.IsEmbedded ? FromMeasures(measured, problems, judgement) : FromJudge(measured, problems, judgement);
    }

    private static IReadOnlyList<Measurement> Measure(DraftUnderTest draft, RunTrace trace)
    {
        using var span = trace.Span("measure");
        return DocumentMeasures.Measure(draft);
    }

    private async Task<Judgement> JudgeAsync(EvaluateRequest request, string stage, RunTrace trace, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> dimensions = [.. _rubric.Dimensions];
        var schema = AnswerSchemas.Evaluation(dimensions);
        var first = Judgement.Read((await _judge.AskJsonAsync(request, schema, trace.Main, stage, 0, cancellationToken)).Text, dimensions);
        if (first.Unreadable is null)
            return first;
        trace.Notice($"The judge's answer could not be read ({first.Unreadable}); it is asked once more.");
        var second = await _judge.AskJsonAsync(request with { SecondTry = true }, schema, trace.Main, stage, 0, cancellationToken);
        return Judgement.Read(second.Text, dimensions);
    }

    /// <summary>The built-in model may find more problems, and may not score its own text.</summary>
    private Evaluation FromMeasures(Dictionary<string, double> measured, IReadOnlyList<string> problems, Judgement judgement)
    {
        var dimensions = _rubric.Dimensions.ToDictionary(
            static name => name, name => measured.TryGetValue(name, out var score) ? score : (double?)null, StringComparer.Ordinal);
        var issues = problems.Concat(judgement.Issues).Distinct(StringComparer.Ordinal).ToList();
        return new Evaluation(_rubric.Composite(dimensions), dimensions, Measured, issues, judgement.Feedback, judgement.TacHours);
    }

    private Evaluation FromJudge(Dictionary<string, double> measured, IReadOnlyList<string> problems, Judgement judgement)
    {
        var issues = judgement.Issues.Concat(problems).Distinct(StringComparer.Ordinal).ToList();
        if (judgement.Dimensions is not { } judged)
        {
            var unscored = _rubric.Dimensions.ToDictionary(static name => name, static _ => (double?)null, StringComparer.Ordinal);
            return new Evaluation(null, unscored, _judge.Name, issues, $"This round has no score: {judgement.Unreadable}, twice.", null);
        }

        var dimensions = _rubric.Dimensions.ToDictionary(
            static name => name,
            name => (double?)(measured.TryGetValue(name, out var floor) ? Rubric.Combine(floor, judged[name]) : judged[name]),
            StringComparer.Ordinal);
        return new Evaluation(_rubric.Composite(dimensions), dimensions, _judge.Name, issues, judgement.Feedback, judgement.TacHours);
    }

    private static string Describe(IReadOnlyList<Measurement> measurements) => string.Join(
        '\n',
        measurements.Select(static one => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{one.Dimension}: {one.Score:0.0}{string.Concat(one.Issues.Select(static issue => "\n  - " + issue))}")));
}

/// <summary>What an evaluation came to.</summary>
/// <param name="Score">0–10, or null when it could not be read.</param>
/// <param name="Dimensions">0–10 per dimension, or null.</param>
/// <param name="EvaluatorName"><see cref="Evaluator.Measured"/> or the judge.</param>
/// <param name="Issues">What was found wrong.</param>
/// <param name="Feedback">Advice, or why there is no score.</param>
/// <param name="TacHours">Human hours, or null.</param>
public sealed record Evaluation(
    double? Score, IReadOnlyDictionary<string, double?> Dimensions, string EvaluatorName, IReadOnlyList<string> Issues, string Feedback, double? TacHours);
