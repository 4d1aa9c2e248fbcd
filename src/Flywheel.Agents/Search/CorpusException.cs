namespace Flywheel.Agents.Search;

/// <summary>A corpus that cannot be used: it is missing, empty, or a file that is no text. The message tells the user what to do.</summary>
public sealed class CorpusException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The corpus as the user gave it.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public CorpusException(string path, string message)
        : base(message) => Path = path;

    /// <summary>The corpus as the user gave it.</summary>
    public string Path { get; }
}
