using System.Diagnostics.CodeAnalysis;

namespace Flywheel.Agents.Models;

/// <summary>
/// What a person writes to choose a model: <c>embedded</c>, <c>provider:model</c> (split at the first colon, so that
/// <c>ollama:qwen3:32b</c> is model <c>qwen3:32b</c> of <c>ollama</c>), or an alias of <c>config.yaml</c>.
/// Compared ordinally; <c>default</c> is <see cref="Embedded"/>. Immutable and thread-safe.
/// </summary>
public readonly record struct ModelName
{
    private const string EmbeddedText = "embedded";
    private readonly string? _text;

    private ModelName(string text) => _text = text;

    /// <summary>The built-in deterministic model.</summary>
    public static ModelName Embedded => default;

    /// <summary>The forms a name may take, for messages.</summary>
    public static string AllowedForms =>
        "'embedded', 'provider:model' (for example 'openai:gpt-4.1-mini' or 'ollama:qwen3:32b'), or an alias from 'models' in config.yaml";

    /// <summary>Whether this is <see cref="Embedded"/>.</summary>
    public bool IsEmbedded => _text is null;

    /// <summary>The part before the first colon, or null for an alias and for <c>embedded</c>.</summary>
    public string? Provider => _text?.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? _text[..colon] : null;

    /// <summary>The part after the first colon; the whole text for an alias and for <c>embedded</c>.</summary>
    public string Model => ToString()[(Provider is { } provider ? provider.Length + 1 : 0)..];

    /// <summary>Reads a name; white space around it is ignored.</summary>
    /// <exception cref="ModelSelectionException">The text has none of the <see cref="AllowedForms"/>.</exception>
    public static ModelName Parse(string? text) =>
        TryParse(text, out ModelName name, out string? problem) ? name : throw new ModelSelectionException(problem);

    /// <summary>Reads a name; on failure <paramref name="problem"/> says what is wrong and which forms are allowed.</summary>
    public static bool TryParse(string? text, out ModelName name, [NotNullWhen(false)] out string? problem)
    {
        string trimmed = text?.Trim() ?? "";
        name = default;
        problem = Problem(trimmed);
        if (problem is not null)
        {
            problem = $"Not a model name: '{trimmed}' ({problem}). A model is written {AllowedForms}.";
            return false;
        }

        name = string.Equals(trimmed, EmbeddedText, StringComparison.Ordinal) ? default : new ModelName(trimmed);
        return true;
    }

    /// <summary>The name as it is written.</summary>
    public override string ToString() => _text ?? EmbeddedText;

    private static string? Problem(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (text.Length == 0)
            return "it is empty";

        if (colon == 0)
            return "the provider before ':' is missing";

        if (colon == text.Length - 1)
            return "the model after ':' is missing";

        if (text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return "it contains white space";

        string head = colon < 0 ? text : text[..colon];
        return head.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"'{head}' may hold only letters, digits, '-', '_' and '.'";
    }
}
