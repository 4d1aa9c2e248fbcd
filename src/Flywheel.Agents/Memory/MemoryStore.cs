using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Memory;

/// <summary>
/// What earlier runs left: an append-only log of events, read as the memories they amount to. Ranked by how well a memory fits (0.7) and how good its
/// run was (0.3); a memory that shares no word with the question is never returned. Thread-safe; sees what other processes append.
/// </summary>
public sealed class MemoryStore
{
    private const double FitWeight = 0.7;
    private const double QualityWeight = 0.3;
    private const int Candidates = 24;

    private readonly AppendLog _log;

    /// <summary>Opens the store on its log, <c>data/memories.jsonl</c>.</summary>
    public MemoryStore(AppendLog log) => _log = log;

    /// <summary>All memories, newest first; lines that can not be read are passed to <paramref name="onInvalid"/>.</summary>
    public IReadOnlyList<MemoryEntry> All(Action<InvalidLine>? onInvalid = null)
    {
        var memories = new Dictionary<string, MemoryEntry>(StringComparer.Ordinal);
        foreach (var line in LogReader.Read(_log.FilePath))
        {
            try
            {
                Apply(memories, JsonSerializer.Deserialize(line.Bytes.Span, MemoryJson.Default.MemoryEvent)!);
            }
            catch (JsonException error)
            {
                onInvalid?.Invoke(new InvalidLine(line.Offset, error.Message));
            }
        }

        return [.. memories.Values.OrderByDescending(static memory => memory.Timestamp).ThenBy(static memory => memory.Id, StringComparer.Ordinal)];
    }

    /// <summary>The memories that fit a question best, best first, one per title.</summary>
    /// <param name="question">A task or a search.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RankedMemory> Search(string question, int limit)
    {
        var memories = All();
        if (memories.Count == 0 || limit <= 0)
            return [];
        var index = new TextIndex();
        foreach (var memory in memories)
            index.Add(memory.SearchText);
        var hits = index.Search(question, Math.Max(limit, Candidates));
        if (hits.Count == 0)
            return [];
        var best = hits[0].Score;
        return
        [
            .. hits.Select(hit => new RankedMemory(memories[hit.Id], Rank(memories[hit.Id], hit.Score / best)))
                .OrderByDescending(static ranked => ranked.Rank)
                .ThenBy(static ranked => ranked.Memory.Id, StringComparer.Ordinal)
                .DistinctBy(static ranked => ranked.Memory.Title, StringComparer.OrdinalIgnoreCase)
                .Take(limit),
        ];
    }

    /// <summary>Keeps a memory, durably.</summary>
    public void Add(MemoryEntry memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var created = new MemoryEvent { Event = "created", Timestamp = memory.Timestamp, Id = memory.Id, Memory = memory };
        _log.Append(JsonSerializer.SerializeToUtf8Bytes(created, MemoryJson.Written.MemoryEvent));
    }

    private static double Rank(MemoryEntry memory, double fit)
    {
        var quality = memory.FinalScore is { } score ? (score < 7 ? score / 20 : score / 10) : 0.5;
        var rated = Math.Max(0.2, 1 + 0.15 * memory.Quality);
        return Math.Round((FitWeight * fit + QualityWeight * quality) * rated, 6);
    }

    private static void Apply(Dictionary<string, MemoryEntry> memories, MemoryEvent happened)
    {
        if (happened.Event == "deleted")
            memories.Remove(happened.Id);
        else if (happened.Memory is { } memory)
            memories[happened.Id] = memory;
        else if (happened.Quality is { } quality && memories.TryGetValue(happened.Id, out var rated))
            memories[happened.Id] = rated with { Quality = Math.Clamp(quality, -3, 3) };
    }
}

/// <summary>A memory and how well it answers a question, 0 to about 1.5.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Rank">Higher is better.</param>
public sealed record RankedMemory(MemoryEntry Memory, double Rank);
