using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Flywheel.Storage.Redaction;

/// <summary>
/// Takes secrets out of a text before it is hashed, written or sent: keys of common providers, bearer tokens, private keys, connection strings,
/// passwords, values assigned to key-like names, and e-mail addresses when asked for. The secret is not kept anywhere. Time is linear in the
/// text. Thread-safe.
/// </summary>
/// <remarks>It finds what looks like a secret. A secret that looks like a word, and stands where none is expected, stays.</remarks>
public sealed class Redactor
{
    private const string Mark = "[redacted:";
    private const int LongestName = 200;

    private readonly IReadOnlyList<RedactionRule> _rules;

    private Redactor(IReadOnlyList<RedactionRule> rules) => _rules = rules;

    /// <summary>Takes out secrets and leaves e-mail addresses.</summary>
    public static Redactor Secrets { get; } = new(RedactionRules.Secrets);

    /// <summary>Takes out secrets and e-mail addresses.</summary>
    public static Redactor SecretsAndEmail { get; } = new([.. RedactionRules.Secrets, RedactionRules.Email]);

    /// <summary>Returns the text without its secrets, and where they were.</summary>
    public RedactedText Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = Find(text);
        return found.Count == 0 ? new RedactedText(text, []) : Replace(text, Merge(found));
    }

    private List<Finding> Find(string text)
    {
        var found = new List<Finding>();
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            if (HasEvidence(text, _rules[rule]))
                Find(text, rule, found);
        }

        return found;
    }

    private void Find(string text, int rule, List<Finding> found)
    {
        var pattern = _rules[rule].Pattern;
        for (var match = pattern.Match(text); match.Success;)
        {
            Capture secret = match.Groups["s"] is { Length: > 0 } group ? group : match;
            var end = secret.Index + secret.Length;
            var plausible = !secret.ValueSpan.Contains(Mark, StringComparison.Ordinal) && _rules[rule].IsPlausible(secret.Value);
            if (plausible)
                found.Add(new Finding(secret.Index, end, rule));

            // What follows a secret may begin the next; what is none may be the name of one (password: "password": "…"). Long ones are passed
            // over, so that time stays linear.
            var goOn = plausible || secret.Length > LongestName ? end : Math.Max(secret.Index - 1, match.Index + 1);
            match = pattern.Match(text, goOn);
        }
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

    /// <summary>Puts finds in order; those that overlap become one, so that no end of a secret stays. The earlier rule names it.</summary>
    private static List<Finding> Merge(List<Finding> found)
    {
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var merged = new List<Finding>(found.Count);
        foreach (var find in found)
        {
            if (merged.Count > 0 && merged[^1] is var last && find.Start < last.End)
                merged[^1] = new Finding(last.Start, Math.Max(last.End, find.End), Math.Min(last.Rule, find.Rule));
            else
                merged.Add(find);
        }

        return merged;
    }

    private RedactedText Replace(string text, List<Finding> found)
    {
        var output = new StringBuilder(text.Length);
        var redactions = new RedactedSpan[found.Count];
        var position = 0;
        var bytes = 0;
        for (var i = 0; i < found.Count; i++)
        {
            var (start, end, rule) = found[i];
            var id = _rules[rule].Id;
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(position, start - position));
            var secretBytes = Encoding.UTF8.GetByteCount(text.AsSpan(start, end - start));
            redactions[i] = new RedactedSpan(id, bytes, secretBytes);
            output.Append(text, position, start - position).Append(Mark).Append(id).Append(']');
            bytes += secretBytes;
            position = end;
        }

        output.Append(text, position, text.Length - position);
        return new RedactedText(output.ToString(), redactions);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Finding(int Start, int End, int Rule);
}
