using System.Text.Json;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>Facts of a run that become known while it runs; what is null stays as it was. Immutable and thread-safe.</summary>
public sealed record RunNotes
{
    /// <summary>See <see cref="RunRecord.TaskType"/>.</summary>
    public string? TaskType { get; init; }

    /// <summary>See <see cref="RunRecord.ActiveSkills"/>.</summary>
    public IReadOnlyList<string>? ActiveSkills { get; init; }

    /// <summary>See <see cref="RunRecord.Plan"/>.</summary>
    public JsonElement? Plan { get; init; }

    /// <summary>See <see cref="RunRecord.MemoryIds"/>.</summary>
    public IReadOnlyList<string>? MemoryIds { get; init; }

    /// <summary>See <see cref="RunRecord.SearchRounds"/>.</summary>
    public int? SearchRounds { get; init; }

    /// <summary>See <see cref="RunRecord.NoveltyScores"/>.</summary>
    public IReadOnlyList<double?>? NoveltyScores { get; init; }

    /// <summary>See <see cref="RunRecord.RuleResults"/>.</summary>
    public IReadOnlyDictionary<string, string>? RuleResults { get; init; }

    /// <summary>See <see cref="RunRecord.CriteriaResults"/>.</summary>
    public IReadOnlyDictionary<string, bool>? CriteriaResults { get; init; }

    /// <summary>See <see cref="RunRecord.EvaluatorModel"/>.</summary>
    public string? EvaluatorModel { get; init; }

    /// <summary>See <see cref="RunRecord.SelectedRound"/>.</summary>
    public int? SelectedRound { get; init; }

    /// <summary>See <see cref="RunRecord.Truncated"/>.</summary>
    public bool? Truncated { get; init; }

    /// <summary>See <see cref="RunRecord.TacHours"/>; a given value wins over an estimate.</summary>
    public double? TacHours { get; init; }

    /// <summary>See <see cref="RunRecord.OutputPath"/>.</summary>
    public string? OutputPath { get; init; }

    /// <summary>See <see cref="RunRecord.OutputBlob"/>.</summary>
    public string? OutputBlob { get; init; }

    /// <summary>See <see cref="RunRecord.OutputBytes"/>.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>See <see cref="RunRecord.OutputLines"/>.</summary>
    public int? OutputLines { get; init; }

    /// <summary>Further fields of the record, by their JSON names.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Other { get; init; }
}
