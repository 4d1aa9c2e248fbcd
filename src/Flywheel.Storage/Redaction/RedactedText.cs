namespace Flywheel.Storage.Redaction;

/// <summary>A text without its secrets.</summary>
/// <param name="Text">The text; each secret is replaced by <c>[redacted:rule]</c>.</param>
/// <param name="Redactions">What was taken out, in order; empty when nothing was.</param>
public sealed record RedactedText(string Text, IReadOnlyList<RedactedSpan> Redactions);

/// <summary>A secret that was taken out of a text.</summary>
/// <param name="Rule">The kind of secret, for example <c>openai_key</c>.</param>
/// <param name="Offset">UTF-8 byte offset in the raw text.</param>
/// <param name="Length">Length in UTF-8 bytes.</param>
public readonly record struct RedactedSpan(string Rule, int Offset, int Length);
