namespace Flywheel.Tracing.Runs;

/// <summary>Watches a run in the same process. Methods are called on the threads of the work and must be quick and not throw.</summary>
public interface IRunObserver
{
    /// <summary>A stage was entered.</summary>
    void StageEntered(string stage);

    /// <summary>A stage was left.</summary>
    void StageLeft(string stage, double ms);

    /// <summary>A model call began on a lane, below the present stage.</summary>
    void ActivityBegun(string lane, string name);

    /// <summary>It ended.</summary>
    void ActivityEnded(string lane, string name, double ms);

    /// <summary>A model call ended.</summary>
    void Used(string stage, ModelUsage usage);

    /// <summary>A tool call ended.</summary>
    void ToolCalled(Records.ToolCall call);

    /// <summary>A round was scored, or could not be.</summary>
    void RoundEvaluated(VerificationRound round);

    /// <summary>Something a person should see, for example a retry.</summary>
    void Noticed(string message);
}
