using Flywheel.Agents.Configuration;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Agents.Prompts;
using Flywheel.Cli.Invocation;
using Flywheel.Harness.Specs;

namespace Flywheel.Cli.Running;

/// <summary>The models of a run, open. Disposing closes their connections.</summary>
internal sealed class Crew : IDisposable
{
    private readonly ModelCatalogue _catalogue;

    private Crew(ModelCatalogue catalogue, HarnessSpec harness)
    {
        _catalogue = catalogue;
        Producer = Role(harness.Models.Producer, harness);
        Evaluator = Role(harness.Models.Evaluator, harness);
        Planner = Role(harness.Models.Planner, harness);
    }

    /// <summary>Writes and revises.</summary>
    public ModelRole Producer { get; }

    /// <summary>Judges.</summary>
    public ModelRole Evaluator { get; }

    /// <summary>Plans.</summary>
    public ModelRole Planner { get; }

    /// <summary>Opens the models a harness names. Nothing is sent.</summary>
    /// <exception cref="Agents.Models.ModelSelectionException">A name is unknown, a key is missing, the configuration is wrong.</exception>
    public static Crew Open(HarnessSpec harness, WorkspaceConfig config, CommandContext context)
    {
        var catalogue = Catalogue(config, context);
        try
        {
            return new Crew(catalogue, harness);
        }
        catch
        {
            catalogue.Dispose();
            throw;
        }
    }

    /// <summary>The catalogue of a workspace.</summary>
    public static ModelCatalogue Catalogue(WorkspaceConfig config, CommandContext context) => new(new ModelCatalogueOptions
    {
        Embedded = context.Host.Embedded ?? (static () => new EmbeddedChatClient()),
        Endpoints = config.Endpoints,
        Models = config.Models,
        Environment = context.Host.Environment,
        TimeProvider = context.Time,
    });

    /// <inheritdoc/>
    public void Dispose() => _catalogue.Dispose();

    private ModelRole Role(string name, HarnessSpec harness) => new(name, _catalogue.Open(name, harness.Retry), _catalogue.Resolve(name).Prices);
}
