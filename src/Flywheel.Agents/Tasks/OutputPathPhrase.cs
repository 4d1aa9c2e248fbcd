using System.Text.RegularExpressions;

namespace Flywheel.Agents.Tasks;

/// <summary>
/// The part of a task that says where the result goes: "save it to notes/report.md", "write to 'my file.md'", "output to x.html".
/// </summary>
/// <param name="Path">The path as written, without quotes.</param>
/// <param name="Start">Where the phrase starts in the task, the joining "and" or comma included.</param>
/// <param name="Length">Its length.</param>
internal readonly partial record struct OutputPathPhrase(string Path, int Start, int Length)
{
    private const string Extension = @"\.(?:md|markdown|html|htm|txt)";

    // "save" may have a few words before "to" ("save the final document as a file to …"); a quoted path may hold spaces.
    // A match never spans lines, so the lazy parts stay short.
    [GeneratedRegex(
        @"(?:[ \t]{0,3}(?:[,;.]|\band\b|\bthen\b)){0,3}[ \t]{0,3}\b(?:save(?:[ \t]+[^\s""'`]+){0,5}?[ \t]+(?:to|as|in|into|under)|(?:write|output|export)(?:[ \t]+(?:it|this|that|the[ \t]+(?:result|results|output|document|report)|everything))?[ \t]+(?:to|into|as))[ \t]*:?[ \t]+"
        + @"(?:""(?<path>[^""\r\n]+?" + Extension + @")""|'(?<path>[^'\r\n]+?" + Extension + @")'|`(?<path>[^`\r\n]+?" + Extension + @")`|(?:(?:the|a)[ \t]+)?(?:file[ \t]+)?(?<path>[^\s""'`<>|*?]+?" + Extension + @")(?![\w/\\-]|\.\w))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Phrase { get; }

    /// <summary>The last such phrase in <paramref name="task"/>, or null.</summary>
    public static OutputPathPhrase? In(string task)
    {
        Match? last = null;
        for (var match = Phrase.Match(task); match.Success; match = match.NextMatch())
            last = match;

        return last is null ? null : new OutputPathPhrase(last.Groups["path"].Value, last.Index, last.Length);
    }
}
