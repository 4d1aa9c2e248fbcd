using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>The title of a document: the task as a heading.</summary>
internal static class DocumentTitle
{
    private const int LongestChars = 160;

    /// <summary>The title for a document with <paramref name="found"/> items.</summary>
    public static string For(TaskReading task, int found)
    {
        var headline = task.Headline.Length > 0 ? Short(task.Headline) : "Untitled";
        return task.ExpectedCount is { } asked && found < asked ? WithoutCount(headline, asked) : headline;
    }

    // "Top 5 ways …" over three sections would promise what is not there.
    private static string WithoutCount(string headline, int asked)
    {
        foreach (var word in TaskWord.Of(headline))
        {
            if (NumberWords.Read(word.Lower) == asked)
                return ItemTitle.Capital((headline[..word.Start] + headline[word.End..].TrimStart()).Trim());
        }

        return headline;
    }

    private static string Short(string headline)
    {
        if (headline.Length <= LongestChars)
            return headline;

        var cut = headline.LastIndexOf(' ', LongestChars - 1);
        return (cut > 0 ? headline[..cut] : headline[..(LongestChars - 1)]) + "…";
    }
}
