namespace Flywheel.Agents.Skills;

/// <summary>A task asks for a skill that does not exist.</summary>
public sealed class UnknownSkillException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UnknownSkillException(string name, IEnumerable<string> known)
        : base($"There is no skill /{name}. Known: {string.Join(", ", known.Order(StringComparer.Ordinal).Select(static skill => "/" + skill))}. Write a path with its folder (./{name}) if you did not mean a skill.")
    {
    }
}
