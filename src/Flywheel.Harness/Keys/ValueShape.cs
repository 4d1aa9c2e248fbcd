using System.Text.RegularExpressions;

namespace Flywheel.Harness.Keys;

/// <summary>
/// What a key of a harness file may hold. The loader, the published JSON Schema, the reference in the docs and the diff all read this one
/// description. Immutable and thread-safe.
/// </summary>
internal abstract record ValueShape
{
    /// <summary>Whether the key may be set to <c>null</c>.</summary>
    public bool Nullable { get; init; }

    /// <summary>What is expected, as it stands in a message: <c>a whole number from 1 to 10</c>.</summary>
    public string Expected => Nullable ? Description + ", or null" : Description;

    /// <summary>What is expected, without the word about null.</summary>
    protected abstract string Description { get; }
}

/// <summary>Text, trimmed.</summary>
/// <param name="MaxLength">Most UTF-16 code units.</param>
internal sealed record TextShape(int MaxLength) : ValueShape
{
    /// <summary>The only values, or empty when any text will do.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>What the text must match, or null.</summary>
    public TextPattern? Pattern { get; init; }

    /// <summary>Whether the empty text is a value.</summary>
    public bool MayBeEmpty { get; init; }

    protected override string Description => Allowed.Count > 0 ? "one of " + string.Join(", ", Allowed) : Pattern?.Meaning ?? "text";
}

/// <summary>A regular expression with the words that explain it.</summary>
/// <param name="Expression">The expression, anchored; the same in .NET and in JSON Schema.</param>
/// <param name="Meaning">As it stands in a message.</param>
internal sealed record TextPattern(string Expression, string Meaning)
{
    private readonly Lazy<Regex> _regex = new(() => new Regex(Expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    public bool IsMatch(string text) => _regex.Value.IsMatch(text);
}

/// <summary>A whole number.</summary>
internal sealed record WholeShape(long Min, long Max) : ValueShape
{
    protected override string Description => FormattableString.Invariant($"a whole number from {Min} to {Max}");
}

/// <summary>A finite number.</summary>
internal sealed record NumberShape(double Min, double Max) : ValueShape
{
    protected override string Description => FormattableString.Invariant($"a number from {Min} to {Max}");
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record FlagShape : ValueShape
{
    protected override string Description => "true or false";
}

/// <summary>Any JSON value that is an object, for example a JSON Schema.</summary>
internal sealed record JsonShape : ValueShape
{
    protected override string Description => "a mapping (a JSON object)";
}

/// <summary>A list.</summary>
/// <param name="Item">What each entry is.</param>
/// <param name="MaxItems">Most entries.</param>
internal sealed record ListShape(ValueShape Item, int MaxItems) : ValueShape
{
    /// <summary>The key that names an entry and is unique in the list, or null when entries are known by their place.</summary>
    public string? Identity { get; init; }

    protected override string Description => "a list";
}

/// <summary>A mapping with these keys and no others.</summary>
internal sealed record MapShape(IReadOnlyList<KeyEntry> Keys) : ValueShape
{
    /// <summary>The entry of a key, or null.</summary>
    public KeyEntry? Find(string name) => Keys.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    protected override string Description => "a mapping with the keys " + string.Join(", ", Keys.Select(key => key.Name));
}

/// <summary>A mapping whose keys depend on one of them.</summary>
/// <param name="Discriminator">The key that decides, for example <c>kind</c>.</param>
/// <param name="Cases">The other keys of each case, in the order of the docs.</param>
internal sealed record ChoiceShape(string Discriminator, IReadOnlyList<ChoiceCase> Cases) : ValueShape
{
    protected override string Description => $"a mapping with the key {Discriminator}";
}

/// <summary>A case of a <see cref="ChoiceShape"/>.</summary>
internal sealed record ChoiceCase(string Name, string Meaning, MapShape Parameters);

/// <summary>A key of a mapping.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Shape">What it may hold.</param>
/// <param name="Meaning">One sentence for the docs and the editor.</param>
internal sealed record KeyEntry(string Name, ValueShape Shape, string Meaning)
{
    /// <summary>Whether the key must be there.</summary>
    public bool Required { get; init; }

    /// <summary>False for what does not change how an agent behaves and is no part of a harness's identity.</summary>
    public bool InIdentity { get; init; } = true;
}
