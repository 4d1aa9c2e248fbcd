using System.ClientModel.Primitives;

namespace Flywheel.Agents.Models.Providers;

/// <summary>Sends the endpoint's key as a bearer token, or no authorization at all for a server that needs none.</summary>
internal sealed class BearerPolicy(string? key) : AuthenticationPolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorize(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorize(message);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Authorize(PipelineMessage message)
    {
        if (key is not null)
            message.Request.Headers.Set("Authorization", $"Bearer {key}");
    }
}
