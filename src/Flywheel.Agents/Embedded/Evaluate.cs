using System.Globalization;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers an <see cref="EvaluateRequest"/>: scores of its own, from reading the draft against the evidence, in half points and never more
/// than half a point above what was measured; and issues that name their place. It restates no measured issue.
/// </summary>
internal static class Evaluate
{
    /// <summary>How far above its measured value a dimension may be put.</summary>
    public const double Headroom = 0.5;

    private const double FullCoverage = 0.55;
    private const double OffTopic = 0.15;
    private const int UsualSections = 4;
    private const int FewestSentences = 2;
    private const int MostIssues = 16;

    /// <summary>JSON: a number per dimension of the rubric, <c>issues</c>, <c>feedback</c>, <c>tac_hours</c>.</summary>
    public static string Answer(EvaluateRequest request)
    {
        var review = DraftReview.Of(request.Task, request.Draft, request.Evidence);
        var own = Scores(review, request.ExpectedSections);
        var issues = Issues(review, request).Take(MostIssues).ToArray();
        return Answers.Json(json =>
        {
            foreach (var dimension in request.Harness.Verify.Weights.Keys)
                json.WriteNumber(dimension, Score(dimension, own, request.Measured));
            json.WriteStrings("issues", issues);
            json.WriteString("feedback", Feedback(review, issues));
            json.WriteNumber("tac_hours", Hours(request.TaskType, review));
        });
    }

    private static double Score(string dimension, Dictionary<string, double> own, IReadOnlyDictionary<string, double> measured)
    {
        // A dimension the engine knows no check for rests on the measured value, or on the lowest of its own.
        var score = own.TryGetValue(dimension, out var known) ? known
            : measured.TryGetValue(dimension, out var given) ? given
            : own.Values.Min();
        var limit = measured.TryGetValue(dimension, out var value) ? value + Headroom : 10;
        return HalfPoints.Down(Math.Min(score, limit));
    }

    private static Dictionary<string, double> Scores(DraftReview review, int? expected) => new(StringComparer.Ordinal)
    {
        ["relevance"] = Mean(review, section => Math.Min(1, section.Coverage / FullCoverage)),
        ["completeness"] = Completeness(review, expected),
        ["depth"] = Mean(review, Depth),
        ["groundedness"] = Groundedness(review),
        ["specificity"] = Mean(review, section => section.Has(SentenceTraits.Example | SentenceTraits.Figure) || section.HasVerbatim ? 1 : 0.4),
        ["structure"] = Structure(review),
    };

    private static double Mean(DraftReview review, Func<SectionReview, double> share) =>
        review.Sections.Count == 0 ? 0 : 10 * review.Sections.Sum(section => Math.Round(share(section), 6)) / review.Sections.Count;

    private static double Completeness(DraftReview review, int? expected)
    {
        var distinct = review.Sections.Count - review.Repeated.Count;
        if (expected is not { } count)
            return 10 * Math.Min(1, (double)distinct / UsualSections);

        // Too many is as wrong as too few.
        return 10 * (double)Math.Min(distinct, count) / Math.Max(Math.Max(review.Sections.Count, count), 1);
    }

    private static double Depth(SectionReview section)
    {
        if (section.Sentences.Count < FewestSentences && !section.HasVerbatim)
            return 0.3;

        var depth = 0.4;
        depth += section.Has(SentenceTraits.Mechanism) ? 0.2 : 0;
        depth += section.Has(SentenceTraits.Example | SentenceTraits.Figure) || section.HasVerbatim ? 0.2 : 0;
        depth += section.Has(SentenceTraits.Caveat) ? 0.2 : 0;
        return depth;
    }

    private static double Groundedness(DraftReview review)
    {
        var claims = review.Sections.Sum(section => section.Sentences.Count);
        var bad = review.Sections.Sum(section => section.Uncited.Count + section.Unsupported.Count);
        return claims == 0 ? 0 : 10 * (double)(claims - bad) / claims;
    }

    private static double Structure(DraftReview review)
    {
        var score = 10.0;
        score -= review.Document.Title.Length == 0 ? 2 : 0;
        score -= review.Document.Lead.Count == 0 ? 1.5 : 0;
        score -= review.HasSourceList ? 0 : 2;
        score -= review.Sections.Count == 0 ? 4 : 0;
        score -= 2 * review.Repeated.Count;
        score -= review.Sections.Count(section => section.Sentences.Count == 0 && !section.HasVerbatim);
        return score;
    }

    private static IEnumerable<string> Issues(DraftReview review, EvaluateRequest request)
    {
        if (request.ExpectedSections is { } expected && review.Sections.Count != expected)
            yield return string.Create(CultureInfo.InvariantCulture, $"Completeness: the draft has {review.Sections.Count} content sections where {expected} are asked for.");
        if (review.Document.Title.Length == 0)
            yield return "Structure: the draft has no title line.";
        if (review.Document.Lead.Count == 0)
            yield return "Structure: the draft has no opening paragraph.";
        foreach (var (later, earlier) in review.Repeated)
            yield return $"Structure: {later.Place} repeats {earlier.Place}.";
        foreach (var section in review.Sections)
        {
            foreach (var issue in Issues(section))
                yield return issue;
        }
    }

    private static IEnumerable<string> Issues(SectionReview section)
    {
        if (section.Coverage < OffTopic)
            yield return $"Relevance: {section.Place} does not speak of the task's topic.";
        foreach (var sentence in section.Uncited.Take(2))
            yield return $"Groundedness: {section.Place} cites nothing for \"{Short(sentence.Bare)}\".";
        foreach (var sentence in section.Unsupported.Take(2))
            yield return $"Groundedness: {section.Place} cites sources that do not say \"{Short(sentence.Bare)}\".";
        if (section.Sentences.Count < FewestSentences && !section.HasVerbatim)
            yield return $"Depth: {section.Place} has fewer than two sentences.";
        if (!section.Has(SentenceTraits.Mechanism))
            yield return $"Depth: {section.Place} gives no reason or mechanism.";
        if (!section.Has(SentenceTraits.Example | SentenceTraits.Figure) && !section.HasVerbatim)
            yield return $"Specificity: {section.Place} gives no example and no figure.";
        if (!section.Has(SentenceTraits.Caveat))
            yield return $"Depth: {section.Place} does not say when it does not apply.";
    }

    private static string Feedback(DraftReview review, string[] issues)
    {
        if (issues.Length == 0)
            return "Nothing to change was found by reading the draft against its sources.";

        var weakest = review.Sections
            .OrderBy(section => Depth(section))
            .ThenBy(section => section.Section.Title, StringComparer.Ordinal)
            .FirstOrDefault();
        return weakest is null ? "Write titled sections, each resting on cited sources." : $"Begin with {weakest.Place}: it is the weakest. First issue: {issues[0]}";
    }

    // Reading the sources and writing the sections, for a person who knows the field: a quarter of an hour per section and per three sources.
    private static double Hours(TaskType type, DraftReview review)
    {
        var hours = 0.5 + (0.25 * review.Sections.Count) + (0.25 * Math.Ceiling(review.Sources / 3.0)) + (type == TaskType.Research ? 0.5 : 0);
        return Math.Clamp(hours, 0.25, 24);
    }

    private static string Short(string sentence)
    {
        const int Most = 70;
        if (sentence.Length <= Most)
            return sentence;

        var cut = sentence.LastIndexOf(' ', Most);
        return string.Concat(sentence.AsSpan(0, cut > 0 ? cut : Most), " …");
    }
}
