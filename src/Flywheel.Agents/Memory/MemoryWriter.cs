using System.Security.Cryptography;
using Flywheel.Agents.Planning;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Memory;

/// <summary>The stage <c>remember</c>: condenses a finished run and keeps it.</summary>
public sealed class MemoryWriter
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "remember";

    private const int TitleLimit = 80;
    private const int NarrativeLimit = 600;
    private const int MostFacts = 8;

    private readonly MemoryStore _store;
    private readonly AskedModel _model;
    private readonly TimeProvider _time;

    /// <summary>Writes to this store what this model condenses.</summary>
    public MemoryWriter(MemoryStore store, AskedModel model, TimeProvider time)
    {
        _store = store;
        _model = model;
        _time = time;
    }

    /// <summary>Remembers a run.</summary>
    public async Task RememberAsync(MemoryRequest request, string final, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.EnterStage(Stage);
        var answer = await _model.AskJsonAsync(request, AnswerSchemas.Memory, trace.Main, Stage, null, cancellationToken);
        var memory = Read(request, answer.Text) with
        {
            Id = $"m_{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            RunId = trace.Id,
            Timestamp = _time.GetUtcNow(),
            TaskType = Planner.NameOf(request.TaskType),
            FinalScore = request.Score,
            Final = final,
        };
        _store.Add(memory);
        trace.RecordStep(trace.Main, new StepEntry { Stage = Stage, Kind = "tool", Name = "memory.add", Arguments = memory.Title, Result = memory.Id });
    }

    private static MemoryEntry Read(MemoryRequest request, string answer)
    {
        var found = AnswerReader.FindObject(answer);
        var title = AnswerReader.Text(found?["title"]) is { Length: > 0 } given ? given : request.Task;
        return new MemoryEntry
        {
            Id = "",
            Task = request.Task,
            Title = Shorten(title, TitleLimit),
            Narrative = Shorten(AnswerReader.Text(found?["narrative"]) ?? AnswerReader.WithoutReasoning(answer).Trim(), NarrativeLimit),
            Facts = [.. AnswerReader.Texts(found?["facts"]).Take(MostFacts)],
            Tags = AnswerReader.Texts(found?["tags"]),
        };
    }

    private static string Shorten(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit - 1).TrimEnd(), "…");
}
