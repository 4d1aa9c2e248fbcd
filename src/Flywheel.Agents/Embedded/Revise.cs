using Flywheel.Agents.Embedded.Revision;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Requests;

namespace Flywheel.Agents.Embedded;

/// <summary>Answers a <see cref="ReviseRequest"/> with the whole revised document; the same document when nothing can be improved.</summary>
internal static class Revise
{
    /// <summary>The revised document, Markdown.</summary>
    public static string Answer(ReviseRequest request) => DocumentWriter.Write(DraftRevision.Of(request), request.Evidence);
}
