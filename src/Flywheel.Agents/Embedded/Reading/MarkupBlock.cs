namespace Flywheel.Agents.Embedded.Reading;

/// <summary>What a run of lines in a source is. Code, tables and tags are none of these: they are left out.</summary>
internal enum MarkupKind
{
    /// <summary>Running text.</summary>
    Prose,

    /// <summary>One item of a list.</summary>
    ListItem,

    /// <summary>A heading line.</summary>
    Heading,

    /// <summary>A named value of a record: a line <c>key: value</c> or <c>"key": "value"</c>.</summary>
    Field,

    /// <summary>The start or end of a record.</summary>
    RecordEnd,
}

/// <summary>A run of lines of one kind, joined to one line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without heading marks and list markers; of a field, the value.</param>
/// <param name="Name">The name of a field, in lower case; empty otherwise.</param>
internal readonly record struct MarkupBlock(MarkupKind Kind, string Text, string Name = "");
