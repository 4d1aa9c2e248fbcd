namespace Flywheel.Harness.Linting;

/// <summary>From where on lint speaks. Immutable and thread-safe.</summary>
public sealed record LintOptions
{
    /// <summary>Tokens of a rule in a prompt.</summary>
    public int RuleTokens { get; init; } = 120;

    /// <summary>Tokens of one place of the pipeline.</summary>
    public int StageTokens { get; init; } = 2_000;

    /// <summary>Runs after which a rule should have been put to the test.</summary>
    public int MinRuns { get; init; } = 20;

    /// <summary>Patches on one stage.</summary>
    public int Patches { get; init; } = 6;

    /// <summary>How alike the words of two rules must be to say the same, 0 to 1.</summary>
    public double Likeness { get; init; } = 0.7;
}
