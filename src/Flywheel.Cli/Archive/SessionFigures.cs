using System.Text.Json.Nodes;
using Flywheel.Storage.Json;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Archive;

/// <summary>What the runs of a session say together. Runs started by other runs are left out. Immutable.</summary>
internal sealed record SessionFigures
{
    /// <summary>The session.</summary>
    public required string Session { get; init; }

    /// <summary>Its start, or its first run's.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The start of its last run.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>Its runs, in the order in which they ended.</summary>
    public required IReadOnlyList<RunRecord> Runs { get; init; }

    /// <summary>Of verified runs; null without one.</summary>
    public PassRate? PassRate { get; init; }

    /// <summary>0–10; null without a scored run.</summary>
    public double? MeanScore { get; init; }

    /// <summary>Seconds; null without a timed run.</summary>
    public double? MedianDuration { get; init; }

    /// <summary>Mean leverage of the runs with known human hours.</summary>
    public double? LeverageTac { get; init; }

    /// <summary>Mean leverage of the others; never compared with <see cref="LeverageTac"/>.</summary>
    public double? LeverageProxy { get; init; }

    /// <summary>Sent and received.</summary>
    public long Tokens => Runs.Sum(static run => run.InputTokens + run.OutputTokens);

    /// <summary>The figures of a session.</summary>
    public static SessionFigures Of(string session, DateTimeOffset? started, IReadOnlyList<RunRecord> runs)
    {
        var own = runs.Where(static run => run.ParentRunId is null).ToList();
        return new SessionFigures
        {
            Session = session,
            Started = started ?? own.Min(static run => run.Timestamp),
            LastRun = own.Max(static run => run.Timestamp),
            Runs = own,
            PassRate = Archive.PassRate.Of(own),
            MeanScore = Mean(own.Select(static run => run.FinalScore)),
            MedianDuration = Median([.. own.Select(static run => run.RunDurationS).OfType<double>()]),
            LeverageTac = Mean(own.Where(static run => run.LeverageKind == Leverage.Tac).Select(static run => run.Leverage)),
            LeverageProxy = Mean(own.Where(static run => run.LeverageKind == Leverage.Proxy).Select(static run => run.Leverage)),
        };
    }

    /// <summary>How many runs ended so.</summary>
    public int Count(string final) => Runs.Count(run => run.Final == final);

    /// <summary>The figures as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["session_id"] = Session,
        ["started"] = Started is { } started ? UtcMilliseconds.Format(started) : null,
        ["last_run"] = LastRun is { } last ? UtcMilliseconds.Format(last) : null,
        ["runs"] = Runs.Count,
        ["passed"] = Count("PASS"),
        ["failed"] = Count("FAIL"),
        ["errors"] = Count("ERROR"),
        ["unverified"] = Runs.Count(static run => !run.Verified),
        ["pass_rate"] = PassRate?.Rate,
        ["pass_rate_low"] = PassRate?.Low,
        ["pass_rate_high"] = PassRate?.High,
        ["mean_final_score"] = MeanScore,
        ["p50_duration_s"] = MedianDuration,
        ["input_tokens"] = Runs.Sum(static run => run.InputTokens),
        ["output_tokens"] = Runs.Sum(static run => run.OutputTokens),
        ["leverage_tac"] = LeverageTac,
        ["leverage_proxy"] = LeverageProxy,
    };

    private static double? Mean(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        return known.Count == 0 ? null : Math.Round(known.Average(), 4);
    }

    private static double? Median(List<double> values)
    {
        if (values.Count == 0)
            return null;
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
