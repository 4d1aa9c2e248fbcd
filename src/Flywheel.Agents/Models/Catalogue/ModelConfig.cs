using Flywheel.Tracing.Chat;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>One entry of <c>models</c> in <c>config.yaml</c>: an alias that can be used wherever a model is named. Immutable and thread-safe.</summary>
public sealed record ModelConfig
{
    /// <summary><c>endpoint</c>: an entry of <c>endpoints</c>, or a built-in provider.</summary>
    public required string Endpoint { get; init; }

    /// <summary><c>model</c>: the name the endpoint knows the model by.</summary>
    public required string Model { get; init; }

    /// <summary><c>prices</c>, or null when unknown.</summary>
    public ModelPrice? Prices { get; init; }

    /// <summary><c>context</c>: the model's window, in tokens; null when unknown.</summary>
    public int? Context { get; init; }
}
