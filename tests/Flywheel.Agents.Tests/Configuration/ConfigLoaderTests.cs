using System.Runtime.CompilerServices;
using System.Text;
using Flywheel.Agents.Configuration;

namespace Flywheel.Agents.Tests.Configuration;

public sealed class ConfigLoaderTests
{
    private const string Path = "/project/.flywheel/config.yaml";

    [Fact]
    public void The_documented_file_is_read()
    {
        var config = Read(
            """
            endpoints: {local: {type: openai, base_url: "http://localhost:11434/v1", api_key_env: LOCAL_KEY, concurrency: 2, timeout_s: 120}}
            models:    {writer: {endpoint: local, model: "qwen3:32b", prices: {input: 0.0, output: 1.5}, context: 32768}}
            defaults:  {producer: writer, evaluator: embedded, planner: embedded, harness: briefing@2}
            search:    {provider: corpus, corpus: [docs, /abs], searxng: {url: "http://localhost:8080"}, brave: {api_key_env: BRAVE_KEY}}
            server:    {urls: "http://127.0.0.1:7861"}
            """);

        var endpoint = config.Endpoints["local"];
        endpoint.BaseUrl.ShouldBe("http://localhost:11434/v1");
        endpoint.ApiKeyEnv.ShouldBe("LOCAL_KEY");
        endpoint.Concurrency.ShouldBe(2);
        endpoint.TimeoutSeconds.ShouldBe(120);
        var model = config.Models["writer"];
        model.Endpoint.ShouldBe("local");
        model.Model.ShouldBe("qwen3:32b");
        model.Prices!.Output.ShouldBe(1.5);
        model.Context.ShouldBe(32768);
        config.Defaults.Producer.ShouldBe("writer");
        config.Defaults.Harness.ShouldBe("briefing@2");
        config.Search.Corpus.ShouldBe(["/project/.flywheel/docs", "/abs"]);
        config.ServerUrls.ShouldBe("http://127.0.0.1:7861");
        config.Path.ShouldBe(Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_empty_file_is_the_defaults(string yaml)
    {
        var config = Read(yaml);

        config.Endpoints.ShouldBeEmpty();
        config.Models.ShouldBeEmpty();
        config.Defaults.ShouldBe(new RunDefaults());
        config.Search.Provider.ShouldBe("corpus");
        config.Search.Corpus.ShouldBeEmpty();
        config.ServerUrls.ShouldBe(WorkspaceConfig.Empty.ServerUrls);
    }

    [Fact]
    public void A_workspace_without_a_file_has_the_defaults()
    {
        var folder = Directory.CreateTempSubdirectory("flywheel-config-");
        try
        {
            ConfigLoader.Load(folder.FullName).ShouldBe(WorkspaceConfig.Empty);
            ConfigLoader.Load(System.IO.Path.Combine(folder.FullName, "missing")).ShouldBe(WorkspaceConfig.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("endpoint: {}", "1:1: endpoint: unknown key 'endpoint'. Did you mean 'endpoints'?")]
    [InlineData("endpoints:\n  local:\n    type: opnai\n", "3:11: endpoints.local.type: expected one of openai, ollama, anthropic, found the text 'opnai'. Did you mean 'openai'?")]
    [InlineData("endpoints:\n  local:\n    base_url: http://x/v1\n", "endpoints.local: the key 'type' is missing")]
    [InlineData("endpoints: {local: {type: openai, timeout: 3}}", "unknown key 'timeout'. Did you mean 'timeout_s'?")]
    [InlineData("endpoints: {local: {type: openai, concurrency: many}}", "endpoints.local.concurrency: expected a whole number from 1 to 1000")]
    [InlineData("endpoints: {local: {type: openai, api_key_env: \"my key\"}}", "the name of an environment variable, not the key itself")]
    [InlineData("endpoints: {\"a b\": {type: openai}}", "expected a name of letters")]
    [InlineData("endpoints: {a: {type: openai}, a: {type: ollama}}", "'a' is set twice")]
    [InlineData("endpoints: {}\nendpoints: {}", "2:1: endpoints: the key 'endpoints' is set twice")]
    [InlineData("endpoints: [1]", "endpoints: expected a mapping")]
    [InlineData("models: {w: {endpoint: e}}", "the key 'model' is missing")]
    [InlineData("models: {w: {endpoint: e, model: m, prices: {input: -1, output: 0}}}", "models.w.prices.input")]
    [InlineData("search: {provider: web}", "search.provider: expected one of corpus")]
    [InlineData("search: {corpus: docs}", "search.corpus: expected a list")]
    [InlineData("defaults: {harness: \"Not A Name\"}", "defaults.harness")]
    [InlineData("defaults: {producer: [", "config.yaml:2:1: not valid YAML")]
    [InlineData("- a\n- b\n", "expected a mapping")]
    [InlineData("defaults:\n\tproducer: x", "2:1: the line is indented with a tab")]
    public void A_mistake_is_named_with_line_column_and_key(string yaml, string message) =>
        Should.Throw<ConfigException>(() => Read(yaml)).Message.ShouldContain(message);

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        var message = Should.Throw<ConfigException>(() => Read("defualts: {}\nserver: {url: x}\nsearch: {provider: web}\n")).Message;

        message.Split('\n').Length.ShouldBe(3);
    }

    [Fact]
    public void A_key_in_the_file_is_refused_and_not_repeated()
    {
        const string Key = "sk-abcdefghijklmnopqrstuvwxyz0123456789ABCD";

        var message = Should.Throw<ConfigException>(() => Read($"models: {{w: {{endpoint: e, model: {Key}}}}}")).Message;

        message.ShouldContain("models.w.model: this looks like a secret");
        message.ShouldContain("api_key_env");
        message.ShouldNotContain(Key);
    }

    [Fact]
    public void Every_key_is_documented()
    {
        var documentation = File.ReadAllText(System.IO.Path.Combine(Repository(), "docs", "configuration.md"));

        foreach (var (path, _) in ConfigKeys.All())
            documentation.ShouldContain($"`{path}`");
    }

    private static WorkspaceConfig Read(string yaml) => ConfigLoader.Parse(Encoding.UTF8.GetBytes(yaml), Path);

    private static string Repository([CallerFilePath] string source = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(source)!, "..", "..", ".."));
}
