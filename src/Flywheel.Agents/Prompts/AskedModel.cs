using System.Text.Json;
using Flywheel.Agents.Budgets;
using Flywheel.Agents.Requests;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Chat;
using Flywheel.Tracing.Runs;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Prompts;

/// <summary>A model in a role: its name, its client and what it costs. Immutable.</summary>
/// <param name="Name">As the record holds it.</param>
/// <param name="Client">The client, retries included.</param>
/// <param name="Price">What tokens cost, or null.</param>
public sealed record ModelRole(string Name, IChatClient Client, ModelPrice? Price = null)
{
    /// <summary>The name of the built-in extractive model.</summary>
    public const string Embedded = "embedded";

    /// <summary>Whether this is the built-in extractive model.</summary>
    public bool IsEmbedded => Name == Embedded;
}

/// <summary>A model's answer.</summary>
/// <param name="Text">The text, reasoning left out.</param>
/// <param name="Truncated">Whether the model stopped at its token limit.</param>
public readonly record struct ModelAnswer(string Text, bool Truncated);

/// <summary>Asks a model a typed request: renders it, keeps the budget, records the call. Thread-safe.</summary>
public sealed class AskedModel
{
    private readonly ModelRole _role;
    private readonly RunBudget _budget;
    private readonly SamplingSpec _sampling;

    /// <summary>A model of a run.</summary>
    public AskedModel(ModelRole role, RunBudget budget, SamplingSpec sampling)
    {
        _role = role;
        _budget = budget;
        _sampling = sampling;
    }

    /// <summary>The model's name.</summary>
    public string Name => _role.Name;

    /// <summary>Whether this is the built-in extractive model.</summary>
    public bool IsEmbedded => _role.IsEmbedded;

    /// <summary>Asks for text.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="lane">Where the call is drawn.</param>
    /// <param name="stage">The stage that pays.</param>
    /// <param name="temperature">Overrides the harness's sampling, for example 0 for a judge.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BudgetExhaustedException">A limit of the run is reached; the model was not asked.</exception>
    public async Task<ModelAnswer> AskAsync(AgentRequest request, Lane lane, string stage, float? temperature, CancellationToken cancellationToken) =>
        await AskAsync(request, lane, stage, temperature, null, cancellationToken);

    /// <summary>Asks for a JSON object.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="schema">The answer's JSON Schema.</param>
    /// <param name="lane">Where the call is drawn.</param>
    /// <param name="stage">The stage that pays.</param>
    /// <param name="temperature">Overrides the harness's sampling.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BudgetExhaustedException">A limit of the run is reached; the model was not asked.</exception>
    public async Task<ModelAnswer> AskJsonAsync(
        AgentRequest request, JsonElement schema, Lane lane, string stage, float? temperature, CancellationToken cancellationToken) =>
        await AskAsync(request, lane, stage, temperature, ChatResponseFormat.ForJsonSchema(schema, "answer"), cancellationToken);

    private async Task<ModelAnswer> AskAsync(
        AgentRequest request, Lane lane, string stage, float? temperature, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _budget.Check();
        var options = new ChatOptions
        {
            Temperature = temperature ?? (float)_sampling.Temperature,
            MaxOutputTokens = _sampling.MaxTokens,
            Seed = _sampling.Seed,
            ResponseFormat = format,
            AdditionalProperties = new AdditionalPropertiesDictionary { [AgentRequest.PropertyName] = request },
        };
        using var recorded = new ReportedRetries(_role.Client).UseRunTrace(lane, stage, _role.Price);
        var response = await recorded.GetResponseAsync(RequestRenderer.Render(request), options, cancellationToken);
        return new ModelAnswer(response.Text, response.FinishReason == ChatFinishReason.Length);
    }
}
