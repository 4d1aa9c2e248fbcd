using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Writes records in any of the published shapes. What a shape holds in another way is converted (E1 has no scores of the rounds between the first
/// and the last); fields a shape does not know are left in, as readers ignore them. Thread-safe.
/// </summary>
public static class RecordExporter
{
    /// <summary>What the readers of the published shapes index without asking whether it is there.</summary>
    private static readonly string[] AlwaysThere =
    [
        "timestamp", "task_type", "producer_model", "evaluator_model", "final", "final_score", "wiggum_r1_score", "criteria_rate", "output_path", "output_bytes", "output_lines",
        "tac_hours", "leverage",
    ];

    /// <summary>The shape named <c>flywheel</c>, <c>e1</c>, <c>e2</c> or <c>r</c>, in any case.</summary>
    /// <returns>False when the name is none of them.</returns>
    public static bool TryParseShape(string? name, out RecordShape shape)
    {
        shape = default;
        return name is { Length: > 0 } && char.IsAsciiLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out shape);
    }

    /// <summary>The record as one line of JSON, without a line break.</summary>
    public static byte[] ToLine(RunRecord record, RecordShape shape)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (shape == RecordShape.Flywheel)
            return JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Written.RunRecord);
        var fields = JsonSerializer.SerializeToNode(record, RecordJson.Written.RunRecord)!.AsObject();
        foreach (var name in AlwaysThere.Where(name => !fields.ContainsKey(name)))
            fields[name] = null;
        switch (shape)
        {
            case RecordShape.E1:
                ToE1(fields, record);
                break;
            case RecordShape.E2:
                fields["run_duration_s"] = record.RunDurationS;
                fields.Remove("runtime_s");
                break;
            case RecordShape.R:
                ToR(fields, record);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(shape), shape, "Not a shape of records.");
        }

        return Encoding.UTF8.GetBytes(fields.ToJsonString(RecordJson.Written.Options));
    }

    /// <summary>Writes records as lines.</summary>
    /// <returns>How many.</returns>
    public static int Write(Stream output, IEnumerable<RunRecord> records, RecordShape shape)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(records);
        var count = 0;
        foreach (var record in records)
        {
            output.Write(ToLine(record, shape));
            output.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    private static void ToE1(JsonObject fields, RunRecord record)
    {
        fields["runtime_s"] = record.RuntimeS;
        fields.Remove("run_duration_s");
        fields.Remove("wiggum_dimensions");
        var rounds = new JsonObject();
        for (var round = 1; round <= record.WiggumRounds; round++)
            rounds["r" + round.ToString(CultureInfo.InvariantCulture)] = DimensionsOf(record, round, "groundedness");
        fields["wiggum_scores"] = rounds;
    }

    private static void ToR(JsonObject fields, RunRecord record)
    {
        fields["run_duration_s"] = record.RunDurationS;
        fields.Remove("runtime_s");
        fields.Remove("wiggum_dimensions");
        fields.Remove("wiggum_feedback");
        fields["wiggum_dims"] = new JsonArray([.. Rounds(record).Select(round => (JsonNode)DimensionsOf(record, round, "grounded"))]);
        if (!fields.ContainsKey("wiggum_eval_log"))
            fields["wiggum_eval_log"] = new JsonArray([.. Rounds(record).Select(round => (JsonNode)Evaluation(record, round))]);
    }

    private static IEnumerable<int> Rounds(RunRecord record) => Enumerable.Range(1, record.WiggumRounds);

    private static JsonObject Evaluation(RunRecord record, int round)
    {
        var said = record.WiggumFeedback.FirstOrDefault(feedback => feedback.Round == round);
        return new JsonObject
        {
            ["round"] = round,
            ["score"] = record.WiggumScores.ElementAtOrDefault(round - 1),
            ["dims"] = DimensionsOf(record, round, "grounded"),
            ["issues"] = new JsonArray([.. (said?.Issues ?? []).Select(static issue => JsonValue.Create(issue))]),
            ["feedback"] = said?.Feedback ?? "",
        };
    }

    /// <summary>The scores of a round; a dimension that could not be read is absent, so that sums over the values hold.</summary>
    private static JsonObject DimensionsOf(RunRecord record, int round, string groundedness)
    {
        var dimensions = new JsonObject();
        foreach (var (name, scores) in record.WiggumDimensions)
        {
            if (scores.ElementAtOrDefault(round - 1) is { } score)
                dimensions[name == "groundedness" ? groundedness : name] = score;
        }

        return dimensions;
    }
}
