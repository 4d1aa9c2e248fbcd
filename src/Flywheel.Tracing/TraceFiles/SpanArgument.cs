namespace Flywheel.Tracing.TraceFiles;

/// <summary>A named value of a span: a number or a text.</summary>
public readonly struct SpanArgument
{
    private SpanArgument(string name, string? text, double number)
    {
        Name = name;
        Text = text;
        Number = number;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The text, or null for a number.</summary>
    public string? Text { get; }

    /// <summary>The number; 0 for a text.</summary>
    public double Number { get; }

    /// <summary>A text.</summary>
    public static SpanArgument Of(string name, string text) => new(name, text ?? "", 0);

    /// <summary>A number; not finite ones become texts.</summary>
    public static SpanArgument Of(string name, double number) =>
        double.IsFinite(number) ? new(name, null, number) : new(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture), 0);
}
