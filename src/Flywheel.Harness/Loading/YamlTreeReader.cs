using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Flywheel.Harness.Loading;

/// <summary>
/// Reads one YAML document into a tree with places. What can hide or multiply content is refused: anchors and aliases, tags, directives, more
/// than one document, keys that are no plain text, deep nesting. Used once.
/// </summary>
internal sealed class YamlTreeReader
{
    private const int MaxDepth = 32;
    private const int MaxValues = 100_000;

    private readonly string _text;
    private readonly SpecErrors _errors;
    private readonly Parser _parser;
    private int _values;

    public YamlTreeReader(string text, SpecErrors errors)
    {
        _text = text;
        _errors = errors;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's value, or null when it is empty or can not be read (the errors say why).</summary>
    public YamlValue? Read()
    {
        try
        {
            return ReadDocument();
        }
        catch (YamlRefusedException refused)
        {
            _errors.Add(refused.Line, refused.Column, "", refused.Message);
        }
        catch (YamlException error)
        {
            AddSyntaxError(error);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner meets some broken texts with exceptions of its own workings.
            var at = _parser.Current?.End ?? Mark.Empty;
            _errors.Add((int)at.Line, (int)at.Column, "", "the YAML after this place can not be read; check brackets, quotes and indentation");
        }

        return null;
    }

    private YamlValue? ReadDocument()
    {
        Next(); // stream start
        Next();
        if (_parser.Current is StreamEnd)
            return null;
        if (_parser.Current is DocumentStart { Version: not null } or DocumentStart { Tags.Count: > 0, IsImplicit: false })
            RefuseDirectives((DocumentStart)_parser.Current);
        Next();
        var root = Value(depth: 0);
        Next(); // document end
        Next();
        return _parser.Current is StreamEnd ? root : throw Refuse("a second document starts here; one harness per file");
    }

    private static void RefuseDirectives(DocumentStart start)
    {
        if (start.Version is not null)
            throw new YamlRefusedException((int)start.Start.Line, (int)start.Start.Column, "%YAML directives have no use here; remove the line");
    }

    // Leaves the parser on the last event of the value.
    private YamlValue Value(int depth)
    {
        if (depth > MaxDepth)
            throw Refuse($"nested more than {MaxDepth} deep");
        if (++_values > MaxValues)
            throw Refuse($"more than {MaxValues} values");
        var at = _parser.Current!.Start;
        RefuseReferences();
        return _parser.Current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => new YamlList((int)at.Line, (int)at.Column, Items(depth)),
            MappingStart => new YamlMap((int)at.Line, (int)at.Column, Entries(depth)),
            _ => throw Refuse("a value is expected here"),
        };
    }

    private List<YamlValue> Items(int depth)
    {
        var items = new List<YamlValue>();
        for (Next(); _parser.Current is not SequenceEnd; Next())
            items.Add(Value(depth + 1));
        return items;
    }

    private List<YamlEntry> Entries(int depth)
    {
        var entries = new List<YamlEntry>();
        for (Next(); _parser.Current is not MappingEnd; Next())
        {
            if (Value(depth + 1) is not YamlScalar key)
                throw Refuse("a key must be a plain name");
            Next();
            entries.Add(new YamlEntry(key, Value(depth + 1)));
        }

        return entries;
    }

    private static YamlScalar ReadScalar(Scalar scalar) =>
        new((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style == ScalarStyle.Plain);

    private void RefuseReferences()
    {
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                throw Refuse($"the alias *{alias.Value} repeats content unseen; write it out (use extends to share content between harnesses)");
            case NodeEvent { Anchor.IsEmpty: false } node:
                throw Refuse($"the anchor &{node.Anchor.Value} has no use here; remove it");
            case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } node:
                throw Refuse($"the tag {node.Tag.Value} has no use here; types follow from the keys");
            default:
                break;
        }
    }

    private void Next()
    {
        if (!_parser.MoveNext())
            throw Refuse("the file ends in the middle of a value");
    }

    private YamlRefusedException Refuse(string message)
    {
        var at = _parser.Current?.Start ?? Mark.Empty;
        return new YamlRefusedException((int)at.Line, (int)at.Column, message);
    }

    private void AddSyntaxError(YamlException error)
    {
        var tab = LineIndentedWithTab();
        if (tab > 0)
            _errors.Add(tab, 1, "", "the line is indented with a tab; YAML is indented with spaces");
        else
            _errors.Add((int)error.Start.Line, (int)error.Start.Column, "", "not valid YAML: " + error.Message.TrimEnd('.'));
    }

    private int LineIndentedWithTab()
    {
        var number = 0;
        foreach (var line in _text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..(line.Length - line.TrimStart(" \t").Length)];
            if (indentation.Length < line.Length && indentation.Contains('\t'))
                return number;
        }

        return 0;
    }

    private sealed class YamlRefusedException(int line, int column, string message) : Exception(message)
    {
        public int Line => line;

        public int Column => column;
    }
}
