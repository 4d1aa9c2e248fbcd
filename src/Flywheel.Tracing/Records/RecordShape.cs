namespace Flywheel.Tracing.Records;

/// <summary>A published shape of a run record.</summary>
public enum RecordShape
{
    /// <summary>Our own, schema 1.</summary>
    Flywheel,

    /// <summary>Scores as an object of rounds: <c>wiggum_scores: {"r1": {dimension: score}}</c>, <c>runtime_s</c>.</summary>
    E1,

    /// <summary>Scores as a list and <c>wiggum_dimensions</c>, an object of lists, <c>run_duration_s</c>.</summary>
    E2,

    /// <summary>Scores as a list and <c>wiggum_dims</c>, a list of objects with <c>grounded</c>, <c>run_duration_s</c>, <c>wiggum_eval_log</c>.</summary>
    R,
}
