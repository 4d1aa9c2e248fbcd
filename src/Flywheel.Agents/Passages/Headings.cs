namespace Flywheel.Agents.Passages;

/// <summary>The headings above the place a reader of a document has come to.</summary>
internal sealed class Headings
{
    private readonly List<(int Level, string Text)> _open = [];

    /// <summary>From the top heading to the nearest.</summary>
    public IReadOnlyList<string> Path => [.. _open.Select(heading => heading.Text)];

    /// <summary>Goes below a heading.</summary>
    public void Enter(int level, string text)
    {
        _open.RemoveAll(heading => heading.Level >= level);
        if (text.Length > 0)
            _open.Add((level, text));
    }
}
