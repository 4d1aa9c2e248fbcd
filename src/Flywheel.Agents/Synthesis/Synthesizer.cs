using System.Globalization;
using Flywheel.Agents.Planning;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Synthesis;

/// <summary>The stage <c>synthesize</c>: writes the first draft, and checks that it has the items the task asks for.</summary>
public sealed class Synthesizer
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "synthesize";

    private readonly AskedModel _model;

    /// <summary>A synthesizer that asks this model.</summary>
    public Synthesizer(AskedModel model) => _model = model;

    /// <summary>Writes the first draft. One more try is made when it has too few items; items too many are cut.</summary>
    public async Task<WrittenDraft> SynthesizeAsync(SynthesisRequest request, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.EnterStage(Stage);
        var draft = await WriteAsync(request, trace, cancellationToken);
        if (request.ExpectedSections is not { } expected)
            return draft;
        var count = SectionCount.Of(draft.Text, request.Harness);
        if (count < expected)
        {
            Decide(trace, $"The draft has {Number(count)} of {Number(expected)} sections; it is written once more.");
            var second = await WriteAsync(request with { CountRetry = true }, trace, cancellationToken);
            if (second.Text.Length > 0 && SectionCount.Of(second.Text, request.Harness) >= count)
                draft = second;
        }

        if (SectionCount.Of(draft.Text, request.Harness) is var final && final > expected)
        {
            Decide(trace, $"The draft has {Number(final)} sections; those after {Number(expected)} are cut.");
            draft = draft with { Text = OutputCleaning.WithSources(SectionCount.Trim(draft.Text, expected, request.Harness), request.Evidence) };
        }

        return draft;
    }

    private async Task<WrittenDraft> WriteAsync(SynthesisRequest request, RunTrace trace, CancellationToken cancellationToken)
    {
        var answer = await _model.AskAsync(request, trace.Main, Stage, null, cancellationToken);
        return new WrittenDraft(OutputCleaning.Clean(answer.Text, request.Evidence), answer.Truncated);
    }

    private static void Decide(RunTrace trace, string reason) =>
        trace.RecordStep(trace.Main, new StepEntry { Stage = Stage, Kind = "decision", Name = "count_check", Result = reason });

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A draft as a model wrote it, cleaned.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Truncated">Whether the model stopped at its token limit.</param>
public sealed record WrittenDraft(string Text, bool Truncated);
