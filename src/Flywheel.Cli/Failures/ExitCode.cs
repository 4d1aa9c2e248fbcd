namespace Flywheel.Cli.Failures;

/// <summary>What a command's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The work ran and the answer is no: the task failed verification, a check did not hold.</summary>
    public const int No = 1;

    /// <summary>Bad usage or bad input; nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>Something outside failed: a model, the network, the disk.</summary>
    public const int Outside = 3;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
