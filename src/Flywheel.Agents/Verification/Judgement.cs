using Flywheel.Agents.Prompts;

namespace Flywheel.Agents.Verification;

/// <summary>What a judge said, as far as it could be read. Immutable and thread-safe.</summary>
/// <param name="Dimensions">0–10; null when the answer holds no usable score for every dimension.</param>
/// <param name="Issues">What it found.</param>
/// <param name="Feedback">Its advice.</param>
/// <param name="TacHours">Human hours, 0.1–200, or null.</param>
/// <param name="Unreadable">Why there are no scores, or null.</param>
public sealed record Judgement(
    IReadOnlyDictionary<string, double>? Dimensions, IReadOnlyList<string> Issues, string Feedback, double? TacHours, string? Unreadable)
{
    private const double LeastHours = 0.1;
    private const double MostHours = 200;

    /// <summary>
    /// Reads a judge's answer. Scores outside 0–10 are not guessed at: a dimension that is missing, not a number or out of range makes the answer
    /// unreadable, and the reason names it.
    /// </summary>
    public static Judgement Read(string answer, IReadOnlyList<string> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (string.IsNullOrWhiteSpace(answer))
            return Unusable("the answer was empty");
        if (AnswerReader.FindObject(answer) is not { } found)
            return Unusable("the answer held no whole JSON object");
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in dimensions)
        {
            if (AnswerReader.Number(found[name]) is not { } score)
                return Unusable($"it gave no number for {name}");
            if (score is < 0 or > 10)
                return Unusable(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it gave {score} for {name}, outside 0-10"));
            scores[name] = score;
        }

        var hours = AnswerReader.Number(found["tac_hours"]) is { } given and > 0 ? Math.Round(Math.Clamp(given, LeastHours, MostHours), 2) : (double?)null;
        return new Judgement(scores, AnswerReader.Texts(found["issues"]), AnswerReader.Text(found["feedback"]) ?? "", hours, null);
    }

    private static Judgement Unusable(string reason) => new(null, [], "", null, reason);
}
