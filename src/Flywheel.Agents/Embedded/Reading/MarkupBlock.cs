namespace Flywheel.Agents.Embedded.Reading;

/// <summary>What a run of lines in a source is.</summary>
internal enum MarkupKind
{
    /// <summary>Running text.</summary>
    Prose,

    /// <summary>One item of a list.</summary>
    ListItem,

    /// <summary>A heading line.</summary>
    Heading,

    /// <summary>Rows of a table, the first one the header when the table starts in this text.</summary>
    Table,

    /// <summary>A code fence.</summary>
    Code,

    /// <summary>A named value of a record: a line <c>key: value</c> or <c>"key": "value"</c>.</summary>
    Field,

    /// <summary>The end of a record.</summary>
    RecordEnd,
}

/// <summary>A run of lines of one kind, joined to one line (tables and code keep their lines).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: without heading marks and list markers; of a field, the value.</param>
/// <param name="Name">The name of a field; empty otherwise.</param>
/// <param name="Level">The level of a heading, 1 to 6; 0 otherwise.</param>
internal readonly record struct MarkupBlock(MarkupKind Kind, string Text, string Name = "", int Level = 0);
