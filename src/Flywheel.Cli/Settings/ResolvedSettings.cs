using System.Globalization;
using Flywheel.Agents.Configuration;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Cli.Invocation;

namespace Flywheel.Cli.Settings;

/// <summary>Everything that is configured, and where from. Names of key variables are shown, keys never.</summary>
internal static class ResolvedSettings
{
    private const string Default = "default";
    private const string FromFile = "file";
    private const string FromEnvironment = "environment";

    /// <summary>The variables that change what commands do, other than keys.</summary>
    private static readonly string[] Variables =
    [
        "FLYWHEEL_WORKSPACE", "FLYWHEEL_ACTOR", "HARNESS_SESSION_ID", "HARNESS_TAC_HOURS", "HARNESS_PARENT_RUN_ID", "HARNESS_EXPERIMENT_ID", "HARNESS_TASK_ID",
        "HARNESS_PRODUCER_MODEL", "HARNESS_EVALUATOR_MODEL", "HARNESS_PLANNER_MODEL", "HARNESS_EVALUATOR_POOL", "HARNESS_SYNTH_INSTRUCTION",
        "HARNESS_SYNTH_INSTRUCTION_RESEARCH", "HARNESS_SYNTH_INSTRUCTION_ENUMERATED", "HARNESS_SYNTH_INSTRUCTION_BEST_PRACTICES", "WIGGUM_MAX_ROUNDS", "RESEARCH_CACHE",
        "HARNESS_ENERGY_COST_PER_RUN", "HARNESS_INFERENCE_COST_PER_RUN", "HARNESS_HOURLY_RATE", "OPENAI_BASE_URL", "OLLAMA_HOST",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "NO_COLOR",
    ];

    private static readonly string[] KeyVariables = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OTEL_EXPORTER_OTLP_HEADERS"];

    /// <summary>The settings of a workspace, sorted as the documentation is.</summary>
    public static IReadOnlyList<Setting> Of(WorkspaceConfig config, CommandContext context)
    {
        var settings = new List<Setting> { new("workspace", context.WorkspaceRoot, context.Variable("FLYWHEEL_WORKSPACE") is null ? Default : FromEnvironment) };
        settings.Add(new Setting("config file", config.Path, config.Path is null ? Default : FromFile));
        AddDefaults(settings, config);
        foreach (var (name, endpoint) in config.Endpoints)
            AddEndpoint(settings, name, endpoint, context);
        foreach (var (name, model) in config.Models)
            AddModel(settings, name, model);
        AddVariables(settings, context);
        return settings;
    }

    private static void AddDefaults(List<Setting> settings, WorkspaceConfig config)
    {
        var standard = WorkspaceConfig.Empty;
        AddRole("defaults.producer", config.Defaults.Producer);
        AddRole("defaults.evaluator", config.Defaults.Evaluator);
        AddRole("defaults.planner", config.Defaults.Planner);
        settings.Add(new Setting("defaults.harness", config.Defaults.Harness, config.Defaults.Harness == standard.Defaults.Harness ? Default : FromFile));
        settings.Add(new Setting("search.provider", config.Search.Provider, config.Path is null ? Default : FromFile));
        settings.Add(new Setting("search.corpus", config.Search.Corpus.Count == 0 ? null : string.Join(", ", config.Search.Corpus), config.Search.Corpus.Count == 0 ? Default : FromFile));
        settings.Add(new Setting("server.urls", config.ServerUrls, config.ServerUrls == standard.ServerUrls ? Default : FromFile));

        void AddRole(string key, string? model) => settings.Add(new Setting(key, model ?? "(the harness's)", model is null ? Default : FromFile));
    }

    private static void AddEndpoint(List<Setting> settings, string name, EndpointConfig endpoint, CommandContext context)
    {
        var prefix = $"endpoints.{name}";
        settings.Add(new Setting($"{prefix}.type", endpoint.Type, FromFile));
        settings.Add(new Setting($"{prefix}.base_url", endpoint.BaseUrl, endpoint.BaseUrl is null ? Default : FromFile));
        if (endpoint.ApiKeyEnv is { } variable)
            settings.Add(new Setting($"{prefix}.api_key_env", $"{variable} ({IsSet(context, variable)})", FromFile));
        if (endpoint.Concurrency is { } concurrency)
            settings.Add(new Setting($"{prefix}.concurrency", concurrency.ToString(CultureInfo.InvariantCulture), FromFile));
        settings.Add(new Setting($"{prefix}.timeout_s", endpoint.TimeoutSeconds.ToString(CultureInfo.InvariantCulture), FromFile));
    }

    private static void AddModel(List<Setting> settings, string name, ModelConfig model)
    {
        settings.Add(new Setting($"models.{name}", $"{model.Model} at {model.Endpoint}", FromFile));
        if (model.Prices is { } prices)
            settings.Add(new Setting($"models.{name}.prices", string.Create(CultureInfo.InvariantCulture, $"{prices.Input} in, {prices.Output} out (USD per million tokens)"), FromFile));
        if (model.Context is { } window)
            settings.Add(new Setting($"models.{name}.context", window.ToString(CultureInfo.InvariantCulture), FromFile));
    }

    private static void AddVariables(List<Setting> settings, CommandContext context)
    {
        foreach (var variable in Variables)
        {
            if (context.Variable(variable) is { } value)
                settings.Add(new Setting(variable, Flywheel.Storage.Redaction.Redactor.Secrets.Redact(value).Text, FromEnvironment));
        }

        foreach (var variable in KeyVariables)
        {
            if (context.Variable(variable) is not null)
                settings.Add(new Setting(variable, "(set)", FromEnvironment));
        }
    }

    private static string IsSet(CommandContext context, string variable) => context.Variable(variable) is null ? "not set" : "set";
}
