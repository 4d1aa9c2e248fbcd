using System.Text.RegularExpressions;

namespace Flywheel.Storage.Redaction;

/// <summary>A kind of secret: the cheap evidence that it may be present, the pattern that finds it, and what a find must look like.</summary>
internal sealed class RedactionRule
{
    private readonly Lazy<Regex> _pattern;

    public RedactionRule(string id, string[] evidence, string pattern, Func<string, bool>? isPlausible = null)
    {
        Id = id;
        Evidence = evidence;
        IsPlausible = isPlausible ?? (static _ => true);
        _pattern = new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));
    }

    /// <summary>The name that replaces the secret.</summary>
    public string Id { get; }

    /// <summary>Texts of which one must occur (in any case) for the pattern to be tried.</summary>
    public string[] Evidence { get; }

    /// <summary>Finds the secret: the group <c>s</c>. Linear time.</summary>
    public Regex Pattern => _pattern.Value;

    /// <summary>Tells a secret from a word, a type, a path or a placeholder that stands where one could.</summary>
    public Func<string, bool> IsPlausible { get; }
}
