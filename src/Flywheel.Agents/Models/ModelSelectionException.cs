namespace Flywheel.Agents.Models;

/// <summary>
/// A model cannot be used as it was asked for: the name is unknown, a key is missing, or the configuration is wrong.
/// The user's mistake, found before anything is sent; the message says what to do.
/// </summary>
public sealed class ModelSelectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelSelectionException(string message)
        : base(message)
    {
    }
}
