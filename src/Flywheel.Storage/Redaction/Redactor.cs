using System.Text;
using System.Text.RegularExpressions;

namespace Flywheel.Storage.Redaction;

/// <summary>
/// Takes secrets out of a text before it is hashed, written or sent: keys of common providers, bearer tokens, private keys, connection strings,
/// values assigned to key-like names, and e-mail addresses when asked for. The secret is not kept anywhere. Time is linear in the text. Thread-safe.
/// </summary>
public sealed class Redactor
{
    private readonly IReadOnlyList<RedactionRule> _rules;

    private Redactor(IReadOnlyList<RedactionRule> rules) => _rules = rules;

    /// <summary>Takes out secrets and leaves e-mail addresses.</summary>
    public static Redactor Secrets { get; } = new(RedactionRules.Secrets);

    /// <summary>Takes out secrets and e-mail addresses.</summary>
    public static Redactor SecretsAndEmail { get; } = new([.. RedactionRules.Secrets, RedactionRules.Email]);

    /// <summary>Returns the text without its secrets, and where they were.</summary>
    public RedactedText Redact(string text)
    {
        var found = Find(text);
        return found.Count == 0 ? new RedactedText(text, []) : Replace(text, found);
    }

    private List<(int Start, int Length, string Rule)> Find(string text)
    {
        var found = new List<(int Start, int Length, string Rule)>();
        foreach (var rule in _rules)
        {
            if (!HasEvidence(text, rule))
                continue;
            foreach (Match match in rule.Pattern.Matches(text))
            {
                var secret = match.Groups["s"] is { Success: true } group ? group : match;
                if (secret.Length > 0 && !Overlaps(found, secret.Index, secret.Length))
                    found.Add((secret.Index, secret.Length, rule.Id));
            }
        }

        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    private static bool HasEvidence(string text, RedactionRule rule)
    {
        foreach (var evidence in rule.Evidence)
        {
            if (text.Contains(evidence, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool Overlaps(List<(int Start, int Length, string Rule)> found, int start, int length)
    {
        foreach (var other in found)
        {
            if (start < other.Start + other.Length && other.Start < start + length)
                return true;
        }

        return false;
    }

    private static RedactedText Replace(string text, List<(int Start, int Length, string Rule)> found)
    {
        var output = new StringBuilder(text.Length);
        var redactions = new RedactedSpan[found.Count];
        var position = 0;
        var bytes = 0;
        for (var i = 0; i < found.Count; i++)
        {
            var (start, length, rule) = found[i];
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(position, start - position));
            var secretBytes = Encoding.UTF8.GetByteCount(text.AsSpan(start, length));
            redactions[i] = new RedactedSpan(rule, bytes, secretBytes);
            output.Append(text, position, start - position).Append("[redacted:").Append(rule).Append(']');
            bytes += secretBytes;
            position = start + length;
        }

        output.Append(text, position, text.Length - position);
        return new RedactedText(output.ToString(), redactions);
    }
}
