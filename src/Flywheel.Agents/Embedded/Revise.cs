using Flywheel.Agents.Embedded.Revision;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Requests;

namespace Flywheel.Agents.Embedded;

/// <summary>Answers a <see cref="ReviseRequest"/> with the whole revised document; the same document when nothing can be improved.</summary>
internal static class Revise
{
    private const int MostPasses = 6;

    /// <summary>The revised document, Markdown: revised until another pass would change nothing.</summary>
    public static string Answer(ReviseRequest request)
    {
        var text = request.Draft;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var revised = DocumentWriter.Write(DraftRevision.Of(request with { Draft = text }), request.Evidence);
            if (string.Equals(revised, text, StringComparison.Ordinal))
                break;
            text = revised;
        }

        return text;
    }
}
