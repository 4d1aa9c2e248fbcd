using Flywheel.Agents.Embedded.Composition;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded;

/// <summary>Writes the document of a <see cref="SynthesisRequest"/> out of sentences of its evidence.</summary>
internal static class Synthesize
{
    /// <summary>The document, Markdown.</summary>
    public static string Answer(SynthesisRequest request)
    {
        var order = new CompositionOrder(
            TaskReading.Of(request.Task),
            request.TaskType,
            request.ExpectedSections,
            WritingRules.Of(request.Harness, request.Context),
            request.CountRetry);
        var document = Composer.Compose(order, Evidence.Of(request.Evidence, order.Rules.Allows));
        var numbers = request.TaskType == TaskType.Enumerated ? new SectionNumbers(order.ExactCount ?? document.Sections.Count) : SectionNumbers.None;
        return DocumentWriter.Write(document, request.Evidence, numbers);
    }
}
