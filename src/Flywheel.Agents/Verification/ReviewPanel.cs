using System.Globalization;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Harness.Specs;
using Flywheel.Agents.Measures;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Verification;

/// <summary>Personas that review a draft in parallel, each on a lane of its own. A review that can not be read has no score and says so.</summary>
public sealed class ReviewPanel
{
    private const float Temperature = 0.3f;

    private static readonly IReadOnlyList<PersonaSpec> BuiltIn =
    [
        new("Domain Practitioner", "depth, accuracy and whether one can act on it"),
        new("Critical Reviewer", "gaps and claims without support"),
        new("Informed Newcomer", "clarity and accessibility"),
    ];

    private readonly AskedModel _model;

    /// <summary>A panel that asks this model.</summary>
    public ReviewPanel(AskedModel model) => _model = model;

    /// <summary>Reviews a draft; the reviews come in the personas' order.</summary>
    public async Task<IReadOnlyList<PanelReview>> ReviewAsync(DraftUnderTest draft, int round, RunTrace trace, CancellationToken cancellationToken)
    {
        var personas = draft.Harness.Verify.Panel.Count > 0 ? draft.Harness.Verify.Panel : BuiltIn;
        using var span = trace.Span("panel");
        return await Task.WhenAll(personas.Select(persona => Task.Run(() => ReviewAsync(persona, draft, round, trace, cancellationToken), cancellationToken)));
    }

    /// <summary>The issues of all reviews, each with its persona, each once.</summary>
    public static IReadOnlyList<string> Issues(IEnumerable<PanelReview> reviews) =>
    [
        .. reviews.SelectMany(static review => review.Issues.Select(issue => (review.Persona, Issue: issue)))
            .DistinctBy(static one => one.Issue, StringComparer.OrdinalIgnoreCase)
            .Select(static one => $"[{one.Persona}] {one.Issue}"),
    ];

    private async Task<PanelReview> ReviewAsync(PersonaSpec persona, DraftUnderTest draft, int round, RunTrace trace, CancellationToken cancellationToken)
    {
        var name = $"panel/{persona.Name.Replace(' ', '-')}";
        var stage = string.Create(CultureInfo.InvariantCulture, $"wiggum_r{round}/{name}");
        using var lane = trace.OpenLane(name);
        using var span = lane.Span(name);
        var request = new PanelRequest { Task = draft.Task, Harness = draft.Harness, Persona = persona, Draft = draft.Text, Evidence = draft.Evidence };
        var answer = await _model.AskJsonAsync(request, AnswerSchemas.Panel, lane, stage, Temperature, cancellationToken);
        var found = AnswerReader.FindObject(answer.Text);
        var score = AnswerReader.Number(found?["score"]) is { } given and >= 0 and <= 10 ? given : (double?)null;
        return new PanelReview(round, persona.Name, score, AnswerReader.Texts(found?["issues"]), AnswerReader.Texts(found?["strengths"]));
    }
}
