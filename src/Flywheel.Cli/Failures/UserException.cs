namespace Flywheel.Cli.Failures;

/// <summary>The user's mistake: the message says what is wrong, where, and what to do.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
