namespace Flywheel.Harness.Diffs;

/// <summary>A stretch of words of a changed text, with the white space after them.</summary>
/// <param name="Change">Whether it stayed, came or went.</param>
/// <param name="Text">The stretch.</param>
public readonly record struct WordEdit(WordChange Change, string Text);

/// <summary>What happened to words.</summary>
public enum WordChange
{
    /// <summary>They stand in both texts.</summary>
    Kept,

    /// <summary>They stand in the new text only.</summary>
    Added,

    /// <summary>They stand in the old text only.</summary>
    Removed,
}
