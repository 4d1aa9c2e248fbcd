using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers a <see cref="PanelRequest"/> with the checks that fit the persona: the practitioner asks what to do and what it rests on, the
/// critic what is unproven, one-sided or said twice, the newcomer what is hard to read. A persona of the user's gets the checks its focus
/// names.
/// </summary>
internal static class PanelReview
{
    private const int MostIssues = 6;
    private const int LongSentence = 34;
    private const int LongSection = 260;

    /// <summary>JSON <c>{score, issues, strengths}</c>.</summary>
    public static string Answer(PanelRequest request)
    {
        var review = DraftReview.Of(request.Task, request.Draft, request.Evidence);
        var verdict = new Verdict();
        foreach (var check in Checks(request.Persona))
            check(review, verdict);
        return Answers.Json(json =>
        {
            json.WriteNumber("score", HalfPoints.Down(review.Sections.Count == 0 ? 0 : verdict.Score));
            json.WriteStrings("issues", verdict.Issues.Take(MostIssues));
            json.WriteStrings("strengths", verdict.Strengths);
        });
    }

    private static List<Action<DraftReview, Verdict>> Checks(PersonaSpec persona)
    {
        var words = TaskWord.Of(persona.Name + " " + persona.Focus).Select(word => word.Lower).ToHashSet(StringComparer.Ordinal);
        bool Names(params string[] cues) => cues.Any(words.Contains);

        var practitioner = Names("practitioner", "practice", "act", "actionability", "actionable", "depth", "expert", "engineer", "operator", "domain");
        var critic = Names("critical", "critic", "reviewer", "gaps", "unsupported", "evidence", "support", "sceptic", "skeptic", "auditor", "accuracy", "claims");
        var newcomer = Names("newcomer", "clarity", "accessibility", "accessible", "reader", "beginner", "novice", "plain", "clear");

        // The built-in critic's focus names gaps and support, the practitioner's depth and accuracy: the name decides where it can.
        if (Names("practitioner"))
            return [ChecksOfPractice.Advice, ChecksOfPractice.Examples];
        if (Names("critical", "critic"))
            return [ChecksOfSupport.Citations, ChecksOfSupport.Sides, ChecksOfSupport.Repetition];
        if (Names("newcomer"))
            return [ChecksOfReading.Opening, ChecksOfReading.Sentences, ChecksOfReading.Terms];

        var checks = new List<Action<DraftReview, Verdict>>();
        if (practitioner)
            checks.AddRange([ChecksOfPractice.Advice, ChecksOfPractice.Examples]);
        if (critic)
            checks.AddRange([ChecksOfSupport.Citations, ChecksOfSupport.Sides, ChecksOfSupport.Repetition]);
        if (newcomer)
            checks.AddRange([ChecksOfReading.Opening, ChecksOfReading.Sentences]);
        return checks.Count > 0 ? checks : [ChecksOfPractice.Examples, ChecksOfSupport.Citations, ChecksOfReading.Sentences];
    }

    private sealed class Verdict
    {
        private readonly List<double> _shares = [];

        public List<string> Issues { get; } = [];

        public List<string> Strengths { get; } = [];

        public double Score => _shares.Count == 0 ? 5 : 10 * _shares.Sum() / _shares.Count;

        public void Add(double share) => _shares.Add(Math.Round(Math.Clamp(share, 0, 1), 6));
    }

    private static class ChecksOfPractice
    {
        public static void Advice(DraftReview review, Verdict verdict)
        {
            var with = review.Sections.Where(section => section.Has(SentenceTraits.Advice)).ToArray();
            foreach (var section in review.Sections.Except(with))
                verdict.Issues.Add($"{section.Place} says nothing one could do.");
            verdict.Add(Share(with.Length, review));
            if (with.Length > 0 && with.Length == review.Sections.Count)
                verdict.Strengths.Add("Every section says what to do.");
        }

        public static void Examples(DraftReview review, Verdict verdict)
        {
            var with = review.Sections.Where(section => section.HasVerbatim || section.Has(SentenceTraits.Example | SentenceTraits.Figure)).ToArray();
            foreach (var section in review.Sections.Except(with))
                verdict.Issues.Add($"{section.Place} has no example, figure or setting to work from.");
            verdict.Add(0.4 + (0.6 * Share(with.Length, review)));
            if (with.Length * 2 > review.Sections.Count)
                verdict.Strengths.Add("Most sections give a case or a figure.");
        }
    }

    private static class ChecksOfSupport
    {
        public static void Citations(DraftReview review, Verdict verdict)
        {
            foreach (var section in review.Sections)
            {
                if (section.Uncited.Count > 0)
                    verdict.Issues.Add($"{section.Place} makes {Count(section.Uncited.Count, "claim")} without a source.");
                if (section.Unsupported.Count > 0)
                    verdict.Issues.Add($"{section.Place} makes {Count(section.Unsupported.Count, "claim")} that the cited source does not make.");
            }

            var claims = review.Sections.Sum(section => section.Sentences.Count);
            var bad = review.Sections.Sum(section => section.Uncited.Count + section.Unsupported.Count);
            verdict.Add(claims == 0 ? 0 : (double)(claims - bad) / claims);
            if (claims > 0 && bad == 0)
                verdict.Strengths.Add("Every claim cites a passage that says it.");
        }

        public static void Sides(DraftReview review, Verdict verdict)
        {
            var with = review.Sections.Where(section => section.Has(SentenceTraits.Caveat)).ToArray();
            foreach (var section in review.Sections.Except(with))
                verdict.Issues.Add($"{section.Place} names no condition under which it fails.");
            verdict.Add(0.3 + (0.7 * Share(with.Length, review)));
            if (review.Sources < 2 && review.Sections.Count > 0)
                verdict.Issues.Add("The whole draft rests on one document.");
            else if (review.Sources > 2)
                verdict.Strengths.Add($"The draft draws on {NumberWords.Write(review.Sources)} documents.");
            verdict.Add(review.Sources switch { 0 => 0, 1 => 0.6, 2 => 0.85, _ => 1 });
        }

        public static void Repetition(DraftReview review, Verdict verdict)
        {
            foreach (var (later, earlier) in review.Repeated)
                verdict.Issues.Add($"{later.Place} repeats {earlier.Place}.");
            verdict.Add(1 - Share(review.Repeated.Count, review));
        }
    }

    private static class ChecksOfReading
    {
        public static void Opening(DraftReview review, Verdict verdict)
        {
            var lead = review.Document.Lead.Count;
            if (lead == 0)
                verdict.Issues.Add("The draft starts without saying what it is about.");
            else
                verdict.Strengths.Add("The opening says what is coming.");
            verdict.Add(lead == 0 ? 0.3 : 1);
        }

        public static void Sentences(DraftReview review, Verdict verdict)
        {
            var all = review.Sections.SelectMany(section => section.Sentences.Select(sentence => (section, words: TaskWord.Of(sentence.Bare).Count))).ToArray();
            var longs = all.Where(sentence => sentence.words > LongSentence).ToArray();
            foreach (var section in longs.Select(sentence => sentence.section).Distinct())
                verdict.Issues.Add($"{section.Place} has a sentence of more than {NumberWords.Write(LongSentence)} words.");
            foreach (var section in review.Sections.Where(section => section.Sentences.Sum(sentence => TaskWord.Of(sentence.Bare).Count) > LongSection))
                verdict.Issues.Add($"{section.Place} is too long to take in at once.");
            verdict.Add(all.Length == 0 ? 0 : 1 - (1.5 * longs.Length / all.Length));
            if (all.Length > 0 && longs.Length == 0)
                verdict.Strengths.Add("The sentences are short enough to read once.");
        }

        // An abbreviation in capitals that is used without ever being spelled out.
        public static void Terms(DraftReview review, Verdict verdict)
        {
            var text = string.Join(' ', review.Sections.SelectMany(section => section.Sentences).Concat(review.Document.Lead).Select(sentence => sentence.Bare));
            var abbreviations = TaskWord.Of(text)
                .Select(word => text[word.Start..word.End])
                .Where(word => word.Length is >= 3 and <= 6 && word.All(char.IsAsciiLetterUpper) && !Known.Contains(word))
                .Distinct(StringComparer.Ordinal)
                .Where(word => !text.Contains("(" + word + ")", StringComparison.Ordinal))
                .ToArray();
            foreach (var abbreviation in abbreviations)
                verdict.Issues.Add($"The abbreviation {abbreviation} is never explained.");
            verdict.Add(1 - (0.1 * abbreviations.Length));
        }

        private static readonly HashSet<string> Known =
            new(["HTTP", "HTTPS", "JSON", "HTML", "CSV", "URL", "API", "LLM", "SQL", "XML", "PDF", "YAML", "CPU", "GPU"], StringComparer.Ordinal);
    }

    private static double Share(int count, DraftReview review) => review.Sections.Count == 0 ? 0 : (double)count / review.Sections.Count;

    private static string Count(int count, string noun) => $"{NumberWords.Write(count)} {noun}{(count == 1 ? "" : "s")}";
}
