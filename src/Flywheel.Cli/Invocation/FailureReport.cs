using Flywheel.Cli.Failures;
using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Invocation;

/// <summary>Tells the user what went wrong, on stderr. The one place where failures are worded for the terminal.</summary>
internal static class FailureReport
{
    private const string DebugVariable = "FLYWHEEL_DEBUG";

    /// <summary>Reports an exception.</summary>
    /// <param name="context">The command.</param>
    /// <param name="exception">What ended it.</param>
    /// <param name="runId">The run it ended, or null.</param>
    /// <returns>The exit code.</returns>
    public static int Write(CommandContext context, Exception exception, string? runId = null)
    {
        var failure = Failure.Of(exception);
        context.Errors.Line(context.Errors.Paint("error: ", Tone.Bad) + SafeText.Block(failure.Message));
        if (failure.IsBug)
            WriteBug(context, exception, runId);
        return failure.ExitCode;
    }

    private static void WriteBug(CommandContext context, Exception exception, string? runId)
    {
        var debug = context.Variable(DebugVariable) is not null;
        if (debug)
            context.Errors.Line(SafeText.Block(exception.ToString()));
        context.Errors.Line(runId is null
            ? "Runs that had started are kept: see `flywheel runs list`."
            : $"Everything the run did until then is kept: `flywheel inspect {SafeText.Line(runId)}`.");
        if (!debug)
            context.Errors.Line($"Set {DebugVariable}=1 for details, and please report it.");
    }
}
