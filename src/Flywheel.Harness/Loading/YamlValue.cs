namespace Flywheel.Harness.Loading;

/// <summary>A YAML value with its place. Lines and columns count from 1.</summary>
internal abstract record YamlValue(int Line, int Column)
{
    /// <summary>What it is, as it stands in a message.</summary>
    public abstract string Found { get; }
}

/// <summary>A scalar.</summary>
/// <param name="Line">Line.</param>
/// <param name="Column">Column.</param>
/// <param name="Text">Its text after escapes and folding.</param>
/// <param name="Plain">Whether it stood without quotes and block markers, so that 3, true and null are no texts.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool Plain) : YamlValue(Line, Column)
{
    private const int MostQuoted = 40;

    public bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    public bool IsFlag => Plain && Text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

    public bool IsNumber => Plain && YamlNumber.IsNumber(Text);

    /// <summary>Whether YAML reads it as text.</summary>
    public bool IsText => !IsNull && !IsFlag && !IsNumber;

    public override string Found => IsNull && Text.Length == 0 ? "nothing" : IsNull ? "null" : IsNumber ? $"the number {Text}" : IsFlag ? Text : $"the text '{Shown}'";

    private string Shown => Text.Length <= MostQuoted ? Text.ReplaceLineEndings(" ") : string.Concat(Text.AsSpan(0, MostQuoted), "…").ReplaceLineEndings(" ");
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlValue> Items) : YamlValue(Line, Column)
{
    public override string Found => "a list";
}

/// <summary>A mapping, in file order; a key may stand twice.</summary>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlValue(Line, Column)
{
    public override string Found => "a mapping";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlValue Value);
