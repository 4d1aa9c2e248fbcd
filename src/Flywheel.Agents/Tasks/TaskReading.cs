using System.Text;
using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Tasks;

/// <summary>
/// What a task's words say, read without a model: the kind of document, how many items, what it is about, where the result goes.
/// The same text always gives the same reading. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Type: <b>enumerated</b> for "top N", "N most/best/key/common/main" and a leading "N techniques …", numbers as digits or words; else
/// <b>best practices</b> for "best practices", "how to", "strategies for", "guide to", "tips for"; else <b>research</b>.
/// A count lies between 1 and 100; "top 5 %" counts nothing.
/// </remarks>
public sealed record TaskReading
{
    private TaskReading()
    {
    }

    /// <summary>The task on one line, without the phrase that names the output path.</summary>
    public required string Task { get; init; }

    /// <summary>The kind of document asked for.</summary>
    public required TaskType Type { get; init; }

    /// <summary>How many items are asked for, 1 to 100, or null.</summary>
    public required int? ExpectedCount { get; init; }

    /// <summary>What the document is about, as the task words it: "keep an agent's context small". Empty for an empty task.</summary>
    public required string Subject { get; init; }

    /// <summary>The task as a heading: without "please", "search for", "write a report on"; first letter in upper case.</summary>
    public required string Headline { get; init; }

    /// <summary>What the items are called: "ways", "failure modes"; null when the task does not say.</summary>
    public required string? ItemNoun { get; init; }

    /// <summary>What kind of thing the items are.</summary>
    public required ItemNature Nature { get; init; }

    /// <summary>Stemmed content terms of the subject, in order of appearance, distinct.</summary>
    public required IReadOnlyList<string> TopicTerms { get; init; }

    /// <summary>Stemmed content terms of an item noun that says something ("failure modes"); empty for "ways".</summary>
    public required IReadOnlyList<string> ItemTerms { get; init; }

    /// <summary>The subjects a comparison names, two or more; empty for a task with one subject.</summary>
    public required IReadOnlyList<string> Aspects { get; init; }

    /// <summary>Where the task says the result goes, as written, or null. Not validated.</summary>
    public required string? OutputPath { get; init; }

    /// <summary>Reads a task; any text is accepted.</summary>
    /// <param name="task">The task as the user typed it, skill tokens already removed.</param>
    public static TaskReading Of(string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var path = OutputPathPhrase.In(task);
        var text = OneLine(path is { } phrase ? string.Concat(task.AsSpan(0, phrase.Start), task.AsSpan(phrase.Start + phrase.Length)) : task);
        var request = RequestSentence.In(text);
        var words = TaskWord.Of(request);
        var count = CountPhrase.In(request, words);
        var topic = TopicPhrase.In(request, words, count);
        return new TaskReading
        {
            Task = text,
            Type = TypeOf(words, count),
            ExpectedCount = count?.Count,
            Subject = topic.Subject,
            Headline = topic.Headline,
            ItemNoun = topic.ItemNoun,
            Nature = topic.Nature,
            TopicTerms = [.. Tokenizer.Terms(topic.Subject).Distinct(StringComparer.Ordinal)],
            ItemTerms = topic.NounIsGeneric || topic.ItemNoun is null ? [] : [.. Tokenizer.Terms(topic.ItemNoun).Distinct(StringComparer.Ordinal)],
            Aspects = SubjectAspects.In(topic.Subject, words),
            OutputPath = path?.Path,
        };
    }

    private static TaskType TypeOf(IReadOnlyList<TaskWord> words, CountPhrase? count)
    {
        if (count is not null)
            return TaskType.Enumerated;

        for (var i = 0; i < words.Count; i++)
        {
            if (AsksForPractice(words, i))
                return TaskType.BestPractices;
        }

        return TaskType.Research;
    }

    private static bool AsksForPractice(IReadOnlyList<TaskWord> words, int i)
    {
        var next = i + 1 < words.Count ? words[i + 1].Lower : "";
        return words[i].Lower switch
        {
            "best" or "good" or "recommended" => next is "practice" or "practices",
            "how" => next is "to",
            "strategy" or "strategies" => next is "for" or "to" or "in" or "against",
            "guide" => next is "to" or "for" or "on" or "" || (i > 0 && words[i - 1].Lower is "a" or "to"),
            "guidelines" or "guideline" or "tips" or "tip" => next is "for" or "on" or "to" or "about" or "when" or "",
            _ => false,
        };
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var blank = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!blank)
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd(' ', ',', ';', ':');
    }
}
