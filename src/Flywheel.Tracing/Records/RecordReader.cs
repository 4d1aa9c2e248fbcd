using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Reads lines of <c>runs.jsonl</c>: our own shape and the three published ones. Every field is optional, a field of a wrong type never loses the
/// record, and fields that are not known are kept in <see cref="RunRecord.Other"/>. Thread-safe.
/// </summary>
/// <remarks>
/// The published shapes differ in how they hold scores: E1 <c>wiggum_scores: {"r1": {dimension: score}}</c>, <c>runtime_s</c>; E2 a list and
/// <c>wiggum_dimensions: {dimension: [score]}</c>; R a list, <c>wiggum_dims: [{dimension: score}]</c> with <c>grounded</c>, <c>wiggum_eval_log</c>. All
/// become the one shape of <see cref="RunRecord"/>; a record without <c>final_score</c> gets the last of its scores.
/// </remarks>
public static class RecordReader
{
    private static readonly string[] Evidence = ["task", "final", "wiggum_scores", "producer_model", "timestamp"];

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its line break.</param>
    /// <param name="onNote">Told of every field that was tolerated.</param>
    /// <exception cref="FormatException">The line is no record; the message says why.</exception>
    public static RunRecord Read(ReadOnlyMemory<byte> line, Action<string>? onNote = null)
    {
        var record = Read(line, out var notes);
        foreach (var note in notes)
            onNote?.Invoke(note);
        return record;
    }

    /// <summary>
    /// Reads the records of a log in order, one at a time; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped. Nothing when
    /// there is no file.
    /// </summary>
    /// <param name="path">The log.</param>
    /// <param name="onInvalid">Told of every line that is no record.</param>
    /// <param name="fromOffset">Where to begin: the start of a line.</param>
    public static IEnumerable<RunRecord> ReadLog(string path, Action<InvalidLine>? onInvalid = null, long fromOffset = 0) =>
        ReadLines(path, onInvalid, fromOffset).Select(static line => line.Record);

    /// <summary>As <see cref="ReadLog"/>, with each record's place and what was tolerated in it.</summary>
    public static IEnumerable<LoggedRecord> ReadLines(string path, Action<InvalidLine>? onInvalid = null, long fromOffset = 0)
    {
        foreach (var line in LogReader.Read(path, fromOffset))
        {
            if (TryRead(line.Bytes, out var record, out var notes, out var reason))
                yield return new LoggedRecord(record, line.Offset, notes);
            else
                onInvalid?.Invoke(new InvalidLine(line.Offset, line.Terminated ? reason : $"torn, or still being written: {reason}"));
        }
    }

    /// <summary>The id of the run a line speaks of, or null when the line is no record.</summary>
    public static string? TryReadRunId(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("run_id", out var id)
                && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a line; false with the reason when it is no record.</summary>
    internal static bool TryRead(
        ReadOnlyMemory<byte> line, [NotNullWhen(true)] out RunRecord? record, out IReadOnlyList<string> notes, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            record = Read(line, out notes);
            reason = null;
            return true;
        }
        catch (FormatException problem)
        {
            record = null;
            notes = [];
            reason = problem.Message;
            return false;
        }
    }

    private static RunRecord Read(ReadOnlyMemory<byte> line, out IReadOnlyList<string> notes)
    {
        var found = new List<string>();
        notes = found;
        using var document = Parse(LineRepair.Encodings(line, found.Add), found);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException("The line is JSON but not an object.");
        var fields = new RecordFields(document.RootElement, found);
        return Read(fields, Identity(fields, line.Span));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line, List<string> notes)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException problem)
        {
            if (LineRepair.NotFiniteLiterals(line.Span) is not { } repaired)
                throw new FormatException($"Not JSON: {problem.Message}", problem);
            notes.Add("holds NaN or Infinity; they were read as null");
            return ParseRepaired(repaired);
        }
    }

    private static JsonDocument ParseRepaired(byte[] line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException problem)
        {
            throw new FormatException($"Not JSON: {problem.Message}", problem);
        }
    }

    /// <summary>The run's id; a record of another tool that has none gets one made of its content.</summary>
    private static string Identity(RecordFields fields, ReadOnlySpan<byte> line)
    {
        if (fields.Text("run_id")?.Trim() is { Length: > 0 } id)
            return id;
        if (!Evidence.Any(fields.Has))
            throw new FormatException("Not a run record: it has neither run_id nor task, final, wiggum_scores, producer_model or timestamp.");
        fields.Note("run_id", "is missing; one was made from the content");
        return "unnamed_" + Convert.ToHexStringLower(SHA256.HashData(line).AsSpan(0, 8));
    }

    private static RunRecord Read(RecordFields fields, string runId)
    {
        var scores = RecordedScores.Read(fields);
        var record = new RunRecord
        {
            RunId = runId,
            WiggumScores = scores.Scores,
            WiggumDimensions = scores.Dimensions,
            WiggumRounds = scores.Rounds,
            WiggumR1Score = scores.FirstScore,
            FinalScore = scores.FinalScore,
            SelectedRound = scores.SelectedRound,
        };
        record = WithVerification(WithTask(WithContext(record, fields), fields), fields);
        record = WithValue(WithWork(WithOutcome(record, fields), fields), fields);
        return record with { Other = fields.Rest() };
    }

    private static RunRecord WithContext(RunRecord record, RecordFields fields) => record with
    {
        Schema = fields.Count("schema") ?? 1,
        SessionId = fields.Text("session_id"),
        ParentRunId = fields.Text("parent_run_id"),
        ExperimentId = fields.Text("experiment_id"),
        Timestamp = fields.Time("timestamp"),
        FinishedAt = fields.Time("finished_at"),
        Actor = fields.Text("actor"),
        Channel = fields.Text("channel") ?? record.Channel,
        Suite = fields.Text("suite"),
        Split = fields.Text("split"),
        TaskId = fields.Text("task_id"),
        Trial = fields.Count("trial"),
        Arm = fields.Text("arm"),
        GateId = fields.Text("gate_id"),
        CampaignId = fields.Text("campaign_id"),
        Seed = fields.Integer("seed"),
        Overrides = fields.Map("overrides", fields.AsText),
    };

    private static RunRecord WithTask(RunRecord record, RecordFields fields) => record with
    {
        Task = fields.Text("task") ?? "",
        TaskType = fields.Text("task_type"),
        ActiveSkills = fields.Texts("active_skills"),
        Harness = Harness(fields),
        ProducerModel = fields.Text("producer_model")?.Trim(),
        EvaluatorModel = fields.Text("evaluator_model")?.Trim(),
        PlannerModel = fields.Text("planner_model")?.Trim(),
        Plan = fields.Json("plan"),
    };

    private static RunRecord WithOutcome(RunRecord record, RecordFields fields)
    {
        var duration = fields.Number("run_duration_s");
        var runtime = fields.Number("runtime_s");
        return record with
        {
            Final = Final(fields),
            Verified = fields.Truth("verified") ?? true,
            Truncated = fields.Truth("truncated") ?? false,
            Error = Error(fields),
            RunDurationS = duration ?? runtime,
            RuntimeS = runtime ?? duration,
            Labels = fields.Values("labels"),
            RuleResults = fields.Map("rule_results", fields.AsText),
            Reward = fields.Number("reward"),
            RewardCause = fields.Text("reward_cause"),
            Attempt = fields.Count("attempt"),
        };
    }

    private static RunRecord WithWork(RunRecord record, RecordFields fields) => record with
    {
        Stages = [.. fields.Objects("stages").Select(static stage => new StageTime(stage.Text("name") ?? "", stage.Number("start_ms") ?? 0, stage.Number("ms") ?? 0))],
        InputTokens = fields.Integer("input_tokens") ?? 0,
        OutputTokens = fields.Integer("output_tokens") ?? 0,
        TokensByStage = fields.Map("tokens_by_stage", (usage, path) => Usage(usage, path, fields)),
        CostUsd = fields.Number("cost_usd"),
        ToolCalls = [.. fields.Objects("tool_calls").Select(ToolCall)],
        SearchRounds = fields.Count("search_rounds") ?? 0,
        NoveltyScores = fields.Numbers("novelty_scores"),
        MemoryHits = fields.Count("memory_hits") ?? 0,
        MemoryIds = fields.Texts("memory_ids"),
        StepsPath = fields.Text("steps_path"),
        Steps = fields.Count("steps") ?? 0,
    };

    private static RunRecord WithVerification(RunRecord record, RecordFields fields) => record with
    {
        WiggumFeedback = fields.Has("wiggum_feedback")
            ? [.. fields.Objects("wiggum_feedback").Select((round, index) => Feedback(round, index, record.EvaluatorModel))]
            : EvaluationLog(record, fields),
        PanelReviews =
        [
            .. fields.Objects("panel_reviews").Select(static review => new PanelReview(
                review.Count("round") ?? 0, review.Text("persona") ?? "", review.Number("score"), review.Texts("issues"), review.Texts("strengths"))),
        ],
        CriteriaResults = fields.Truths("criteria_results"),
        CriteriaRate = fields.Number("criteria_rate"),
    };

    private static RunRecord WithValue(RunRecord record, RecordFields fields) => record with
    {
        Drafts = [.. fields.Objects("drafts").Select(static draft => new Draft(draft.Count("round") ?? 0, draft.Text("blob") ?? "", draft.Count("chars") ?? 0))],
        OutputPath = fields.Text("output_path"),
        OutputBlob = fields.Text("output_blob"),
        OutputBytes = fields.Integer("output_bytes"),
        OutputLines = fields.Count("output_lines"),
        TracePath = fields.Text("trace_path"),
        TacHours = fields.Number("tac_hours"),
        TacSource = fields.Text("tac_source"),
        Leverage = fields.Number("leverage"),
        LeverageKind = fields.Text("leverage_kind"),
    };

    private static string? Final(RecordFields fields)
    {
        if (fields.Text("final")?.Trim().ToUpperInvariant() is not { Length: > 0 } final)
            return null;
        if (final is "PASS" or "FAIL" or "ERROR")
            return final;
        fields.Note("final", $"is '{final}', none of PASS, FAIL and ERROR");
        return null;
    }

    /// <summary>An error; the plain text of other tools becomes the message of one.</summary>
    private static RunError? Error(RecordFields fields)
    {
        if (fields.Peek("error") is { ValueKind: not JsonValueKind.Object })
            return fields.Text("error") is { Length: > 0 } text ? new RunError("Error", null, text) : null;
        return fields.Nested("error") is { } error
            ? new RunError(error.Text("type") ?? "Error", error.Text("stage"), error.Text("message") ?? "")
            : null;
    }

    /// <summary>A harness; the text <c>name@version</c> is one too.</summary>
    private static HarnessReference? Harness(RecordFields fields)
    {
        if (fields.Peek("harness") is { ValueKind: JsonValueKind.String })
        {
            var text = fields.Text("harness")!;
            var mark = text.LastIndexOf('@');
            return mark > 0 && int.TryParse(text.AsSpan(mark + 1), System.Globalization.CultureInfo.InvariantCulture, out var version)
                ? new HarnessReference(text[..mark], version, null, null)
                : new HarnessReference(text, null, null, null);
        }

        return fields.Nested("harness") is { } harness
            ? new HarnessReference(harness.Text("name") ?? "", harness.Count("version"), harness.Text("hash"), harness.Text("effective_hash"))
            : null;
    }

    private static StageUsage? Usage(JsonElement usage, string path, RecordFields fields)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            fields.Note(path, "is not an object");
            return null;
        }

        var stage = fields.Of(usage, path);
        return new StageUsage(stage.Integer("input") ?? 0, stage.Integer("output") ?? 0, stage.Count("calls") ?? 0, stage.Number("ms") ?? stage.Number("total_ms") ?? 0)
        {
            Other = stage.Rest(),
        };
    }

    private static ToolCall ToolCall(RecordFields call, int index) => new()
    {
        Seq = call.Count("seq") ?? index + 1,
        Stage = call.Text("stage"),
        Name = call.Text("name") ?? call.Text("tool") ?? "",
        Query = call.Text("query"),
        Urls = call.Texts("urls"),
        ResultChars = call.Count("result_chars") ?? 0,
        NoveltyScore = call.Number("novelty_score"),
        Kept = call.Truth("kept"),
        Ms = call.Number("ms") ?? 0,
        Error = call.Text("error"),
        Other = call.Rest(),
    };

    private static RoundFeedback Feedback(RecordFields round, int index, string? evaluator) => new(
        round.Count("round") ?? index + 1, round.Text("evaluator") ?? evaluator ?? "unknown", round.Texts("issues"), round.Text("feedback") ?? "");

    /// <summary>What R's evaluation log says; the log itself, which holds drafts too, stays in the other fields.</summary>
    private static IReadOnlyList<RoundFeedback> EvaluationLog(RunRecord record, RecordFields fields)
    {
        if (fields.Peek("wiggum_eval_log") is not { ValueKind: JsonValueKind.Array } log)
            return [];
        return
        [
            .. log.EnumerateArray()
                .Where(static entry => entry.ValueKind == JsonValueKind.Object)
                .Select((entry, index) => Feedback(fields.Of(entry, $"wiggum_eval_log[{index}]"), index, record.EvaluatorModel)),
        ];
    }
}
