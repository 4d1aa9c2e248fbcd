using Flywheel.Harness.Keys;

namespace Flywheel.Agents.Configuration;

/// <summary>Every key of <c>config.yaml</c>: the one description that the loader, the command <c>config show</c> and the docs test read.</summary>
internal static class ConfigKeys
{
    public const string Endpoints = "endpoints";
    public const string Models = "models";

    /// <summary>The names users choose, under <see cref="Endpoints"/> and <see cref="Models"/>.</summary>
    public static TextPattern EntryName { get; } = new("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", "a name of letters, digits, '-', '_' and '.'");

    private static TextPattern VariableName { get; } = new("^[A-Za-z_][A-Za-z0-9_]*$", "the name of an environment variable, not the key itself");

    private static TextPattern HarnessName { get; } = new("^[a-z0-9]+(-[a-z0-9]+)*(@[A-Za-z0-9._-]+)?$", "a harness: name or name@version");

    /// <summary>One entry of <c>endpoints</c>.</summary>
    public static MapShape Endpoint { get; } = new(
    [
        new KeyEntry("type", new TextShape(20) { Allowed = ["openai", "ollama", "anthropic"] }, "The protocol the server speaks.") { Required = true },
        new KeyEntry("base_url", new TextShape(2000), "The server's address, without /chat/completions."),
        new KeyEntry("api_key_env", new TextShape(200) { Pattern = VariableName }, "The environment variable that holds the key; leave it out for a server without keys."),
        new KeyEntry("concurrency", new WholeShape(1, 1000), "Most calls at a time; no limit when left out."),
        new KeyEntry("timeout_s", new NumberShape(0.01, 86400), "Seconds one attempt may take; for a streamed answer the longest silence. Default 120."),
    ]);

    /// <summary>One entry of <c>models</c>.</summary>
    public static MapShape Model { get; } = new(
    [
        new KeyEntry("endpoint", new TextShape(64) { Pattern = EntryName }, "An entry of endpoints, or openai or ollama.") { Required = true },
        new KeyEntry("model", new TextShape(200), "The name the endpoint knows the model by.") { Required = true },
        new KeyEntry("prices", Prices, "What tokens cost, in USD per million."),
        new KeyEntry("context", new WholeShape(1, 100_000_000), "The model's window in tokens."),
    ]);

    /// <summary>The whole file; the two maps with free names are checked by the loader.</summary>
    public static MapShape Root { get; } = new(
    [
        new KeyEntry(Endpoints, new JsonShape(), "Servers of models, by a name you choose."),
        new KeyEntry(Models, new JsonShape(), "Aliases for models, usable wherever a model is named."),
        new KeyEntry("defaults", Defaults, "What a run uses when neither harness, environment nor flags say."),
        new KeyEntry("search", Search, "Where research looks things up."),
        new KeyEntry("server", Server, "The dashboard."),
    ]);

    private static MapShape Prices => new(
    [
        new KeyEntry("input", new NumberShape(0, 1_000_000), "USD per million input tokens.") { Required = true },
        new KeyEntry("output", new NumberShape(0, 1_000_000), "USD per million output tokens.") { Required = true },
    ]);

    private static MapShape Defaults => new(
    [
        new KeyEntry("producer", new TextShape(200), "The model that writes and revises."),
        new KeyEntry("evaluator", new TextShape(200), "The model that judges."),
        new KeyEntry("planner", new TextShape(200), "The model that plans."),
        new KeyEntry("harness", new TextShape(200) { Pattern = HarnessName }, "The harness. Default research."),
    ]);

    private static MapShape Search => new(
    [
        new KeyEntry("provider", new TextShape(20) { Allowed = ["corpus"] }, "What is searched: corpus, folders of files."),
        new KeyEntry("corpus", new ListShape(new TextShape(4000), 64), "The folders of corpus; relative ones start at the folder of this file."),
        new KeyEntry("searxng", new MapShape([new KeyEntry("url", new TextShape(2000), "The address of a SearXNG server.")]), "Read by the searxng provider, which does not exist yet."),
        new KeyEntry("brave", new MapShape([new KeyEntry("api_key_env", new TextShape(200) { Pattern = VariableName }, "The environment variable that holds the key.")]), "Read by the brave provider, which does not exist yet."),
    ]);

    private static MapShape Server => new(
    [
        new KeyEntry("urls", new TextShape(2000), "Where the dashboard listens, which does not exist yet. Default http://127.0.0.1:7860."),
    ]);

    /// <summary>Every key as a dotted path, user-chosen names as NAME, with its meaning.</summary>
    public static IEnumerable<(string Path, string Meaning)> All() =>
        Root.Keys.SelectMany(static key => key.Name switch
        {
            Endpoints => Paths(key with { Shape = Endpoint }, "endpoints.NAME"),
            Models => Paths(key with { Shape = Model }, "models.NAME"),
            _ => Paths(key, key.Name),
        });

    private static IEnumerable<(string Path, string Meaning)> Paths(KeyEntry key, string path) => key.Shape is MapShape map
        ? map.Keys.SelectMany(child => Paths(child, $"{path}.{child.Name}"))
        : [(path, key.Meaning)];
}
