using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Steps;

/// <summary>Reads <c>steps/&lt;run_id&gt;.jsonl</c>, of running runs too. Thread-safe.</summary>
public static class StepReader
{
    /// <summary>A run's steps in order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped. Nothing when there is no file.</summary>
    public static IEnumerable<Step> Read(string path, Action<InvalidLine>? onInvalid = null)
    {
        foreach (var line in LogReader.Read(path))
        {
            Step? step = null;
            var reason = "null where a step is expected";
            try
            {
                step = JsonSerializer.Deserialize(line.Bytes.Span, RecordJson.Default.Step);
            }
            catch (JsonException problem)
            {
                reason = problem.Message;
            }

            if (step is not null)
                yield return step;
            else
                onInvalid?.Invoke(new InvalidLine(line.Offset, reason));
        }
    }
}
