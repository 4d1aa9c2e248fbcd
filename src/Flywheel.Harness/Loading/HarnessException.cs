namespace Flywheel.Harness.Loading;

/// <summary>A harness can not be used the way it was asked for. The message is for the user: what is wrong, where, and what to do.</summary>
public class HarnessException : Exception
{
    private const int MostShown = 20;

    /// <summary>A mistake that is not in one file.</summary>
    public HarnessException(string message, Exception? cause = null)
        : base(message, cause) => Errors = [];

    /// <summary>Everything that is wrong in one file, in file order.</summary>
    public HarnessException(IReadOnlyList<SpecError> errors)
        : base(Describe(errors)) => Errors = errors;

    /// <summary>Every mistake of the file; empty when the message is not about a file's content.</summary>
    public IReadOnlyList<SpecError> Errors { get; }

    private static string Describe(IReadOnlyList<SpecError> errors)
    {
        var lines = errors.Take(MostShown).Select(error => error.ToString());
        if (errors.Count > MostShown)
            lines = lines.Append(FormattableString.Invariant($"… and {errors.Count - MostShown} more."));
        return string.Join('\n', lines);
    }
}
