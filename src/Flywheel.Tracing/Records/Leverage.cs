namespace Flywheel.Tracing.Records;

/// <summary>
/// What a run was worth. Two kinds that are never averaged or compared: <c>tac</c>, a ratio of human to machine time, and <c>proxy</c>,
/// score·lines per hour, used when the human hours are not known.
/// </summary>
/// <param name="Value">Rounded to two decimals.</param>
/// <param name="Kind"><c>tac</c> or <c>proxy</c>.</param>
public readonly record struct Leverage(double Value, string Kind)
{
    /// <summary>The kind with known human hours.</summary>
    public const string Tac = "tac";

    /// <summary>The kind without.</summary>
    public const string Proxy = "proxy";

    /// <summary>
    /// <c>tac_hours·3600·(score/10) / max(duration + cost_s, 1)</c> with <c>cost_s = cost / hourly_rate · 3600</c>; else
    /// <c>score·lines / max(duration/3600, 1e-6)</c>; null when neither can be computed.
    /// </summary>
    /// <param name="tacHours">Human hours, or null.</param>
    /// <param name="score">0–10, or null.</param>
    /// <param name="durationSeconds">Wall-clock seconds.</param>
    /// <param name="lines">Lines delivered.</param>
    /// <param name="costs">What the run cost.</param>
    public static Leverage? Compute(double? tacHours, double? score, double durationSeconds, int lines, LeverageCosts costs)
    {
        if (tacHours is { } hours && score is { } known)
        {
            var costSeconds = costs.Total / costs.HourlyRate * 3600;
            return new Leverage(Math.Round(hours * 3600 * (known / 10) / Math.Max(durationSeconds + costSeconds, 1), 2), Tac);
        }

        if (score is > 0 and { } quality && lines > 0 && durationSeconds > 0)
            return new Leverage(Math.Round(quality * lines / Math.Max(durationSeconds / 3600, 1e-6), 2), Proxy);
        return null;
    }
}

/// <summary>What a run cost, for <see cref="Leverage.Compute"/>.</summary>
/// <param name="Energy">USD per run.</param>
/// <param name="Inference">USD per run; the metered cost when there is one.</param>
/// <param name="HourlyRate">USD per human hour, above 0.</param>
public readonly record struct LeverageCosts(double Energy, double Inference, double HourlyRate)
{
    /// <summary>Costs nothing; an hour is worth 75 USD.</summary>
    public static LeverageCosts Default { get; } = new(0, 0, 75);

    /// <summary>USD per run.</summary>
    public double Total => Energy + Inference;

    /// <summary>
    /// Reads <c>HARNESS_ENERGY_COST_PER_RUN</c>, <c>HARNESS_INFERENCE_COST_PER_RUN</c> and <c>HARNESS_HOURLY_RATE</c>.
    /// </summary>
    /// <exception cref="FormatException">A value is not a number, negative, or an hourly rate of 0.</exception>
    public static LeverageCosts From(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var rate = Number(environment, "HARNESS_HOURLY_RATE", Default.HourlyRate);
        if (rate <= 0)
            throw new FormatException("HARNESS_HOURLY_RATE must be above 0 (USD per hour).");
        return new LeverageCosts(Number(environment, "HARNESS_ENERGY_COST_PER_RUN", 0), Number(environment, "HARNESS_INFERENCE_COST_PER_RUN", 0), rate);
    }

    private static double Number(Func<string, string?> environment, string name, double fallback)
    {
        var text = environment(name);
        if (string.IsNullOrWhiteSpace(text))
            return fallback;
        if (double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= 0)
            return value;
        throw new FormatException($"{name} is '{text}': a number of USD, 0 or more, is expected.");
    }
}
