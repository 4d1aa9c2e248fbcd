using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.Steps;

/// <summary>Reads <c>steps/&lt;run_id&gt;.jsonl</c>, of running runs too. Thread-safe.</summary>
public static class StepReader
{
    /// <summary>A run's steps in order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped. Nothing when there is no file.</summary>
    public static IEnumerable<Step> Read(string path, Action<InvalidLine>? onInvalid = null) => JsonLog.Read(path, StepJson.Default.Step, onInvalid);
}
