using System.Text;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>The readable text made of a document that is not prose itself, and where its pieces come from.</summary>
internal sealed class Rendering
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Section, Block Block)> _blocks = [];
    private readonly List<IReadOnlyList<string>> _sections = [];

    /// <summary>Starts a section below these headings.</summary>
    public void Section(IReadOnlyList<string> headings) => _sections.Add(headings);

    /// <summary>Adds a block, separated from the one before.</summary>
    public void Add(string text, string separator, Origin origin, bool isCode = false)
    {
        if (text.Length == 0)
            return;
        if (_sections.Count == 0)
            Section([]);
        if (_text.Length > 0)
            _text.Append(separator);
        _blocks.Add((_sections.Count - 1, new Block(new TextSpan(_text.Length, text.Length), isCode, origin)));
        _text.Append(text);
    }

    public IReadOnlyList<Passage> ToPassages(string location, string title, SourceText source)
    {
        var packer = new PassagePacker(location, title, source, _text.ToString());
        foreach (var section in _blocks.GroupBy(block => block.Section))
            packer.Add([.. section.Select(block => block.Block)], _sections[section.Key]);
        return packer.Passages;
    }
}
