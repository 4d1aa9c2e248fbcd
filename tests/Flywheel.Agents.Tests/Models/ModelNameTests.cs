using Flywheel.Agents.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Agents.Tests.Models;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("embedded", null, "embedded")]
    [InlineData("writer", null, "writer")]
    [InlineData("openai:gpt-4.1-mini", "openai", "gpt-4.1-mini")]
    [InlineData("ollama:qwen3:32b", "ollama", "qwen3:32b")]
    [InlineData("local:org/model@2024-01-01", "local", "org/model@2024-01-01")]
    [InlineData("studio:Qwen3 32B Instruct", "studio", "Qwen3 32B Instruct")]
    [InlineData("  ollama:glm4:latest \n", "ollama", "glm4:latest")]
    public void Name_splits_at_the_first_colon(string text, string? provider, string model)
    {
        var name = ModelName.Parse(text);

        name.Provider.ShouldBe(provider);
        name.Model.ShouldBe(model);
        name.ToString().ShouldBe(text.Trim());
        name.IsEmbedded.ShouldBe(text == "embedded");
    }

    [Theory]
    [InlineData(null, "it is empty")]
    [InlineData("   ", "it is empty")]
    [InlineData(":model", "the provider before ':' is missing")]
    [InlineData("openai:", "the model after ':' is missing")]
    [InlineData("open ai:x", "'open ai' may hold only letters, digits, '-', '_' and '.'")]
    [InlineData("my writer", "'my writer' may hold only letters, digits, '-', '_' and '.'")]
    [InlineData("ollama: qwen3", "white space other than single spaces")]
    [InlineData("ollama:qwen3  32b", "white space other than single spaces")]
    [InlineData("ollama:qwen3\t32b", "white space other than single spaces")]
    [InlineData("http://host:1/v1", null)]
    [InlineData("schön", "'schön' may hold only letters, digits, '-', '_' and '.'")]
    [InlineData("a/b", "'a/b' may hold only letters, digits, '-', '_' and '.'")]
    public void Malformed_name_is_refused_with_the_forms_that_are_allowed(string? text, string? problem)
    {
        var parsed = ModelName.TryParse(text, out _, out var message);

        parsed.ShouldBe(problem is null);
        if (problem is null)
            return;

        message.ShouldNotBeNull().ShouldContain(problem);
        message!.ShouldContain(ModelName.AllowedForms);
        Should.Throw<ModelSelectionException>(() => ModelName.Parse(text)).Message.ShouldBe(message);
    }

    [Fact]
    public void Default_is_embedded()
    {
        default(ModelName).ShouldBe(ModelName.Embedded);
        ModelName.Parse("embedded").ShouldBe(ModelName.Embedded);
        ModelName.Parse("Embedded").ShouldNotBe(ModelName.Embedded);
    }

    [Fact]
    public void Any_text_is_either_read_back_as_written_or_refused() => Prop.ForAll<string?>(static text =>
        ModelName.TryParse(text, out var name, out var problem)
            ? problem is null && name.ToString() == text!.Trim() && ModelName.Parse(name.ToString()) == name
            : problem is not null && name == default).QuickCheckThrowOnFailure();
}
