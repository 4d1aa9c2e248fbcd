using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Final"><see cref="Pass"/>, <see cref="Fail"/> or <see cref="Error"/>.</param>
/// <param name="Problem">What went wrong, or null.</param>
public sealed record RunOutcome(string Final, RunError? Problem = null)
{
    /// <summary>The output was verified and is good.</summary>
    public const string Pass = "PASS";

    /// <summary>The output was delivered and is not good enough.</summary>
    public const string Fail = "FAIL";

    /// <summary>The run broke.</summary>
    public const string Error = "ERROR";
}
