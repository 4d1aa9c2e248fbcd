namespace Flywheel.Harness.Loading;

/// <summary>One thing that is wrong in a harness file.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Column">From 1; 0 when the whole line is meant.</param>
/// <param name="Key">The path of the key, for example <c>rules[2].directive.n</c>; empty when the text as a whole is meant.</param>
/// <param name="Message">What is wrong, what is allowed and what to do.</param>
public sealed record SpecError(string File, int Line, int Column, string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Line == 0 ? File : Column == 0 ? FormattableString.Invariant($"{File}:{Line}") : FormattableString.Invariant($"{File}:{Line}:{Column}");
        return Key.Length == 0 ? $"{place}: {Message}" : $"{place}: {Key}: {Message}";
    }
}
