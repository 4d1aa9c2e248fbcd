using Flywheel.Agents.Documents;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Synthesis;

/// <summary>
/// Makes a model's answer the document that was asked for: reasoning and chatter around it removed, an open code fence closed, the source list written
/// anew from the citations. What looks like a heading inside code is none. Idempotent; thread-safe.
/// </summary>
public static class OutputCleaning
{
    /// <summary>Cleans an answer.</summary>
    /// <param name="answer">What the model said.</param>
    /// <param name="evidence">What it may cite, in citation order.</param>
    public static string Clean(string answer, IReadOnlyList<SourcePassage> evidence)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(evidence);
        var text = AnswerReader.WithoutReasoning(answer).ReplaceLineEndings("\n").Trim();
        text = WithoutWrappingFence(text);
        text = FromFirstHeading(text);
        text = WithClosedFence(text);
        return WithSources(text, evidence);
    }

    /// <summary>Replaces (or adds) the source list: an entry for each passage that the body cites.</summary>
    public static string WithSources(string text, IReadOnlyList<SourcePassage> evidence)
    {
        var body = WithoutSources(text).TrimEnd();
        if (body.Length == 0)
            return "";
        var cited = Citations.In(body)
            .Select(static citation => citation.Number)
            .Where(number => number >= 1 && number <= evidence.Count)
            .Distinct()
            .Order()
            .Select(number => SourceEntry.Of(number, evidence[number - 1]))
            .ToList();
        return cited.Count == 0 ? body + "\n" : $"{body}\n\n{SourceList.Write(cited)}";
    }

    private static string WithoutSources(string text)
    {
        var last = MarkdownOutline.Parse(text).Sections.LastOrDefault(static section => section.Level <= 2);
        return last is { Heading: "Sources" or "References" } ? text[..last.Start] : text;
    }

    /// <summary>Some models wrap the whole document in a code fence.</summary>
    private static string WithoutWrappingFence(string text)
    {
        if (!text.StartsWith("```", StringComparison.Ordinal) || !text.EndsWith("\n```", StringComparison.Ordinal))
            return text;
        var firstLine = text.IndexOf('\n', StringComparison.Ordinal);
        var language = text[3..firstLine].Trim();
        return language is "" or "markdown" or "md" ? text[(firstLine + 1)..^4].Trim() : text;
    }

    /// <summary>Drops what a model says before its document.</summary>
    private static string FromFirstHeading(string text)
    {
        var title = MarkdownLines.Parse(text).FirstOrDefault(static line => line is { Kind: MarkdownLineKind.Heading, QuoteDepth: 0, Level: 1 });
        return title.Kind == MarkdownLineKind.Heading && title.Level == 1 ? text[title.Span.Start..] : text;
    }

    private static string WithClosedFence(string text)
    {
        string? open = null;
        foreach (var line in text.Split('\n'))
        {
            var mark = FenceMark(line);
            if (mark is null)
                continue;
            if (open is null)
                open = mark;
            else if (mark[0] == open[0] && mark.Length >= open.Length && line.Trim() == mark)
                open = null;
        }

        return open is null ? text : $"{text}\n{open}";
    }

    private static string? FenceMark(string line)
    {
        var trimmed = line.TrimStart(' ');
        if (line.Length - trimmed.Length > 3 || trimmed.Length < 3 || trimmed[0] is not ('`' or '~'))
            return null;
        var length = trimmed.AsSpan().IndexOfAnyExcept(trimmed[0]);
        length = length < 0 ? trimmed.Length : length;
        return length >= 3 ? trimmed[..length] : null;
    }
}
