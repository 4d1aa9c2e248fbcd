using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Catalogue;

namespace Flywheel.Agents.Tests.Models.Catalogue;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("", "http://127.0.0.1:11434/v1")]
    [InlineData("gpu-box", "http://gpu-box:11434/v1")]
    [InlineData("gpu-box:8080", "http://gpu-box:8080/v1")]
    [InlineData(":8080", "http://127.0.0.1:8080/v1")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/v1")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/v1")]
    [InlineData("[::1]:8080", "http://[::1]:8080/v1")]
    [InlineData("[::]", "http://127.0.0.1:11434/v1")]
    [InlineData("http://gpu-box", "http://gpu-box/v1")]
    [InlineData("https://models.example.org/", "https://models.example.org/v1")]
    [InlineData("http://gpu-box:11434/v1", "http://gpu-box:11434/v1")]
    [InlineData("https://models.example.org/ollama/v1/", "https://models.example.org/ollama/v1")]
    public void Ollama_host_is_read_in_every_form_ollama_reads(string text, string address) =>
        EndpointAddress.ParseOllama(text, "OLLAMA_HOST").ShouldBe(new Uri(address));

    [Theory]
    [InlineData("http://localhost:8000/v1", "http://localhost:8000/v1")]
    [InlineData(" https://api.example.org/openai/v1/ ", "https://api.example.org/openai/v1")]
    [InlineData("http://localhost:8000", "http://localhost:8000/")]
    public void Base_url_is_kept_without_its_last_slash(string text, string address) => EndpointAddress.Parse(text, "base_url").ShouldBe(new Uri(address));

    [Theory]
    [InlineData("localhost:8000/v1", "must begin with http:// or https://")]
    [InlineData("ftp://localhost/v1", "must begin with http:// or https://")]
    [InlineData("file:///etc/passwd", "must begin with http:// or https://")]
    [InlineData("", "must begin with http:// or https://")]
    [InlineData("https://me:hunter2@example.org/v1", "must not hold a user name or password")]
    [InlineData("https://example.org/v1?key=hunter2", "must not hold a query")]
    [InlineData("https://example.org/v1/chat/completions", "leave out '/chat/completions'")]
    public void Wrong_address_is_refused_with_its_setting_and_without_its_secrets(string text, string problem)
    {
        var refused = Should.Throw<ModelSelectionException>(() => EndpointAddress.Parse(text, "config.yaml: endpoints.x.base_url"));

        refused.Message.ShouldStartWith("config.yaml: endpoints.x.base_url: ");
        refused.Message.ShouldContain(problem);
        refused.Message.ShouldNotContain("hunter2");
    }
}
