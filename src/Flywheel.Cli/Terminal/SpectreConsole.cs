using Spectre.Console;

namespace Flywheel.Cli.Terminal;

/// <summary>Spectre.Console on one of our outputs: width, colour and redrawing as the output can. Thread-safe.</summary>
internal static class SpectreConsole
{
    /// <summary>A console on an output.</summary>
    public static IAnsiConsole On(TextOutput output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new FixedWidthOutput(output),
            Ansi = output.CanRedraw ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = output.UsesColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = output.Width;
        console.Profile.Height = output.Height;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>How a tone looks.</summary>
    public static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon),
        Tone.Quiet => new Style(decoration: Decoration.Dim),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };

    private sealed class FixedWidthOutput(TextOutput output) : IAnsiConsoleOutput
    {
        public TextWriter Writer => output.Writer;

        public bool IsTerminal => output.IsTerminal;

        public int Width => output.Width;

        public int Height => output.Height;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The process writes UTF-8.
        }
    }
}
