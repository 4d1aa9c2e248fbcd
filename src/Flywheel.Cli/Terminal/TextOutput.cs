namespace Flywheel.Cli.Terminal;

/// <summary>
/// One of the two streams a command writes to: results or messages. Knows whether a person looks at it. Lines are written as they are: what others wrote
/// goes through <see cref="SafeText"/> first.
/// </summary>
/// <remarks>Thread-safe: a line is one write under a lock.</remarks>
internal sealed class TextOutput
{
    private readonly Lock _gate = new();

    /// <summary>An output to a writer.</summary>
    /// <param name="writer">Where text goes.</param>
    /// <param name="capability">What the other end can show.</param>
    /// <param name="size">Cells per line and lines.</param>
    public TextOutput(TextWriter writer, TerminalCapability capability, (int Width, int Height) size)
    {
        Writer = writer;
        Capability = capability;
        Width = Math.Max(size.Width, 40);
        Height = Math.Max(size.Height, 10);
    }

    /// <summary>Where text goes.</summary>
    public TextWriter Writer { get; }

    /// <summary>What the other end can show.</summary>
    public TerminalCapability Capability { get; }

    /// <summary>Whether a person looks at it.</summary>
    public bool IsTerminal => Capability != TerminalCapability.None;

    /// <summary>Whether colour is shown.</summary>
    public bool UsesColor => Capability == TerminalCapability.Color;

    /// <summary>Whether lines can be drawn over.</summary>
    public bool CanRedraw => Capability is TerminalCapability.Color;

    /// <summary>Cells per line.</summary>
    public int Width { get; }

    /// <summary>Lines of the screen.</summary>
    public int Height { get; }

    /// <summary>Writes an empty line.</summary>
    public void Line() => Line("");

    /// <summary>Writes a line.</summary>
    public void Line(string text)
    {
        lock (_gate)
        {
            Writer.Write(text);
            Writer.Write('\n');
            Writer.Flush();
        }
    }

    /// <summary>Writes a line of JSON.</summary>
    public void Json(string json) => Line(SafeText.Json(json));

    /// <summary>A text in its tone, for a line.</summary>
    public string Paint(string text, Tone tone) => UsesColor && tone != Tone.Plain ? $"\u001b[{Code(tone)}m{text}\u001b[0m" : text;

    private static string Code(Tone tone) => tone switch
    {
        Tone.Good => "32",
        Tone.Warning => "33",
        Tone.Bad => "31",
        Tone.Quiet => "2",
        Tone.Strong => "1",
        _ => "0",
    };
}

/// <summary>What the other end of a stream can show.</summary>
internal enum TerminalCapability
{
    /// <summary>A file or a pipe.</summary>
    None,

    /// <summary>A terminal without colour: NO_COLOR, --no-color or TERM=dumb.</summary>
    Plain,

    /// <summary>A terminal with colour and cursor movement.</summary>
    Color,
}
