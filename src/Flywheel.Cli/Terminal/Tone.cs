namespace Flywheel.Cli.Terminal;

/// <summary>What a piece of text means to the reader; a terminal shows it as a colour.</summary>
internal enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>Went well.</summary>
    Good,

    /// <summary>Deserves a look.</summary>
    Warning,

    /// <summary>Went wrong.</summary>
    Bad,

    /// <summary>Less important.</summary>
    Quiet,

    /// <summary>More important.</summary>
    Strong,
}
