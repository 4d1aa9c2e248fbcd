using System.Text.RegularExpressions;

namespace Flywheel.Storage.Redaction;

/// <summary>A kind of secret: the cheap evidence that it may be present, and the pattern that finds it.</summary>
internal sealed class RedactionRule
{
    private readonly Lazy<Regex> _pattern;

    public RedactionRule(string id, string[] evidence, string pattern)
    {
        Id = id;
        Evidence = evidence;
        _pattern = new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));
    }

    /// <summary>The name that replaces the secret.</summary>
    public string Id { get; }

    /// <summary>Texts of which one must occur (in any case) for the pattern to be tried.</summary>
    public string[] Evidence { get; }

    /// <summary>Finds the secret: the group <c>s</c> where there is one, else the whole match. Linear time.</summary>
    public Regex Pattern => _pattern.Value;
}
