using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Agents.Tests.Models.Resilience;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Chat;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Catalogue;

public sealed class ModelCatalogueTests
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EndpointConfig> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelConfig> _models = new(StringComparer.Ordinal);

    [Fact]
    public void Embedded_is_what_the_factory_makes()
    {
        using var embedded = new ScriptedChatClient();
        using var catalogue = Catalogue(() => embedded);

        catalogue.Open("embedded", new RetrySpec()).ShouldBeSameAs(embedded);
        var target = catalogue.Resolve("embedded");
        target.Endpoint.ShouldBeNull();
        target.Model.ShouldBe("embedded");
    }

    [Fact]
    public void Providers_work_without_a_file()
    {
        using var catalogue = Catalogue();

        var openAI = catalogue.Resolve("openai:gpt-4.1-mini");
        openAI.BaseUrl.ShouldBe(new Uri("https://api.openai.com/v1"));
        openAI.Model.ShouldBe("gpt-4.1-mini");

        var ollama = catalogue.Resolve("ollama:qwen3:32b");
        ollama.BaseUrl.ShouldBe(new Uri("http://127.0.0.1:11434/v1"));
        ollama.Model.ShouldBe("qwen3:32b");
        catalogue.Open("ollama:qwen3:32b", new RetrySpec()).ShouldNotBeNull();
    }

    [Fact]
    public void Environment_says_where_the_providers_are()
    {
        _environment["OPENAI_BASE_URL"] = "http://127.0.0.1:8000/v1";
        _environment["OLLAMA_HOST"] = "127.0.0.1:9999";
        using var catalogue = Catalogue();

        catalogue.Resolve("openai:x").BaseUrl.ShouldBe(new Uri("http://127.0.0.1:8000/v1"));
        catalogue.Resolve("ollama:x").BaseUrl.ShouldBe(new Uri("http://127.0.0.1:9999/v1"));
    }

    [Fact]
    public void Environment_wins_over_a_file_entry_that_has_a_providers_name()
    {
        _endpoints["openai"] = new EndpointConfig { BaseUrl = "http://127.0.0.1:1/v1" };
        _endpoints["local"] = new EndpointConfig { BaseUrl = "http://127.0.0.1:2/v1" };
        _environment["OPENAI_BASE_URL"] = "http://127.0.0.1:8000/v1";
        using var catalogue = Catalogue();

        catalogue.Resolve("openai:x").BaseUrl.ShouldBe(new Uri("http://127.0.0.1:8000/v1"));
        catalogue.Resolve("local:x").BaseUrl.ShouldBe(new Uri("http://127.0.0.1:2/v1"));
    }

    [Fact]
    public void Variable_meant_for_another_program_troubles_only_those_who_use_it()
    {
        _environment["OLLAMA_HOST"] = "not an address";
        using var catalogue = Catalogue();

        catalogue.Resolve("embedded").Model.ShouldBe("embedded");
        Should.Throw<ModelSelectionException>(() => catalogue.Resolve("ollama:x")).Message.ShouldStartWith("OLLAMA_HOST: ");
    }

    [Fact]
    public void Alias_stands_for_endpoint_model_prices_and_context()
    {
        _endpoints["local"] = new EndpointConfig { BaseUrl = "http://127.0.0.1:8000/v1" };
        _models["writer"] = new ModelConfig { Endpoint = "local", Model = "qwen3:32b", Prices = new ModelPrice(0.5, 1.5), Context = 32768 };
        _models["judge"] = new ModelConfig { Endpoint = "ollama", Model = "glm4:latest" };
        using var catalogue = Catalogue();

        var writer = catalogue.Resolve("writer");
        writer.Endpoint.ShouldBe("local");
        writer.Model.ShouldBe("qwen3:32b");
        writer.Prices.ShouldBe(new ModelPrice(0.5, 1.5));
        writer.Context.ShouldBe(32768);
        writer.Name.ToString().ShouldBe("writer");
        catalogue.Resolve("judge").Endpoint.ShouldBe("ollama");
        catalogue.Resolve("local:other").Model.ShouldBe("other");
    }

    [Theory]
    [InlineData("writter", "there is no such alias. Did you mean 'writer'?")]
    [InlineData("embeded", "there is no such alias. Did you mean 'embedded'?")]
    [InlineData("zzzzzz", "there is no such alias. Known: ")]
    [InlineData("opnai:gpt-4.1", "there is no provider or endpoint 'opnai'. Did you mean 'openai:gpt-4.1'?")]
    [InlineData("qwen3:32b", "there is no provider or endpoint 'qwen3'. Did you mean 'ollama:qwen3:32b'?")]
    [InlineData("anthropic:claude", "there is no provider or endpoint 'anthropic'.")]
    public void Unknown_name_is_answered_with_the_nearest_and_the_known(string name, string answer)
    {
        _models["writer"] = new ModelConfig { Endpoint = "ollama", Model = "x" };
        using var catalogue = Catalogue();

        var message = Should.Throw<ModelSelectionException>(() => catalogue.Resolve(name)).Message;

        message.ShouldStartWith($"Unknown model '{name}': {answer}");
        message.ShouldEndWith("Known: embedded, writer, ollama:NAME, openai:NAME.");
    }

    [Fact]
    public void Malformed_name_is_answered_with_the_allowed_forms()
    {
        using var catalogue = Catalogue();

        Should.Throw<ModelSelectionException>(() => catalogue.Open("openai:", new RetrySpec())).Message.ShouldContain(ModelName.AllowedForms);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Missing_key_is_named_by_its_variable(string? value)
    {
        if (value is not null)
            _environment["OPENAI_API_KEY"] = _environment["LOCAL_KEY"] = value;

        _endpoints["local"] = new EndpointConfig { BaseUrl = "http://127.0.0.1:8000/v1", ApiKeyEnv = "LOCAL_KEY" };
        using var catalogue = Catalogue();

        Should.Throw<ModelSelectionException>(() => catalogue.Open("openai:gpt-4.1", new RetrySpec())).Message.ShouldContain("set the environment variable OPENAI_API_KEY");
        Should.Throw<ModelSelectionException>(() => catalogue.Open("local:x", new RetrySpec())).Message.ShouldContain("set the environment variable LOCAL_KEY");
    }

    [Fact]
    public void Key_that_cannot_be_sent_is_refused_without_being_shown()
    {
        _environment["OPENAI_API_KEY"] = "sk-first\nsecond";
        using var catalogue = Catalogue();

        var message = Should.Throw<ModelSelectionException>(() => catalogue.Open("openai:x", new RetrySpec())).ToString();

        message.ShouldContain("OPENAI_API_KEY");
        message.ShouldNotContain("second");
    }

    [Theory]
    [InlineData("base_url")]
    [InlineData("concurrency")]
    [InlineData("timeout_s")]
    public void Wrong_endpoint_is_refused_with_its_key(string key)
    {
        _endpoints["local"] = key switch
        {
            "base_url" => new EndpointConfig { BaseUrl = "ftp://x" },
            "concurrency" => new EndpointConfig { Concurrency = 0 },
            _ => new EndpointConfig { TimeoutSeconds = double.NaN },
        };

        Should.Throw<ModelSelectionException>(() => Catalogue()).Message.ShouldStartWith($"config.yaml: endpoints.local.{key}: ");
    }

    [Fact]
    public void Protocol_of_a_later_version_troubles_only_those_who_use_it()
    {
        _endpoints["claude"] = new EndpointConfig { Type = "anthropic" };
        _models["writer"] = new ModelConfig { Endpoint = "claude", Model = "x" };
        using var catalogue = Catalogue();

        catalogue.Resolve("embedded").Model.ShouldBe("embedded");
        foreach (var name in new[] { "writer", "claude:x" })
        {
            Should.Throw<ModelSelectionException>(() => catalogue.Resolve(name)).Message
                .ShouldBe("config.yaml: endpoints.claude.type: 'anthropic' is not known; known are ollama, openai.");
        }
    }

    [Theory]
    [InlineData("endpoint")]
    [InlineData("model")]
    [InlineData("context")]
    [InlineData("prices")]
    public void Wrong_model_is_refused_with_its_key(string key)
    {
        var right = new ModelConfig { Endpoint = "ollama", Model = "x" };
        _models["writer"] = key switch
        {
            "endpoint" => right with { Endpoint = "olama" },
            "model" => right with { Model = " " },
            "context" => right with { Context = 0 },
            _ => right with { Prices = new ModelPrice(-1, 0) },
        };

        Should.Throw<ModelSelectionException>(() => Catalogue()).Message.ShouldStartWith($"config.yaml: models.writer.{key}: ");
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("a:b")]
    [InlineData("a b")]
    public void Name_that_could_not_be_used_is_refused(string name)
    {
        _models[name] = new ModelConfig { Endpoint = "ollama", Model = "x" };
        Should.Throw<ModelSelectionException>(() => Catalogue()).Message.ShouldStartWith($"config.yaml: models.{name}: ");

        _models.Clear();
        _endpoints[name] = new EndpointConfig();
        Should.Throw<ModelSelectionException>(() => Catalogue()).Message.ShouldStartWith($"config.yaml: endpoints.{name}: ");
    }

    [Fact]
    public void Retry_policy_that_cannot_be_followed_is_refused()
    {
        using var catalogue = Catalogue();

        Should.Throw<ModelSelectionException>(() => catalogue.Open("ollama:x", new RetrySpec { Attempts = 0 })).Message.ShouldContain("retry.attempts");
        Should.Throw<ModelSelectionException>(() => catalogue.Open("ollama:x", new RetrySpec { Fallback = ["embedded"] })).Message.ShouldContain("retry.fallback");
    }

    private ModelCatalogue Catalogue(Func<IChatClient>? embedded = null) => new(new ModelCatalogueOptions
    {
        Embedded = embedded ?? (static () => new ScriptedChatClient()),
        Endpoints = _endpoints,
        Models = _models,
        Environment = name => _environment.GetValueOrDefault(name),
    });
}
