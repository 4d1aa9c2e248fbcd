namespace Flywheel.Agents.Configuration;

/// <summary>A <c>config.yaml</c> that can not be used. The message names every mistake with line, column and key, and says what is allowed.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ConfigException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
