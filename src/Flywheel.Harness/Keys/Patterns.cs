namespace Flywheel.Harness.Keys;

/// <summary>The forms that names in a harness file take.</summary>
internal static class Patterns
{
    public static TextPattern Name { get; } = new("^[a-z0-9]+(-[a-z0-9]+)*$", "a name of lower-case letters, digits and single dashes");

    public static TextPattern ToolName { get; } = new("^[A-Za-z_][A-Za-z0-9_.-]*$", "a tool name (a letter or _, then letters, digits, _, . or -)");

    public static TextPattern Language { get; } = new("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "a language tag such as en or pt-BR");

    public static TextPattern Model { get; } = new(@"^\S+( \S+)*$", "a model: provider:name, an alias of config.yaml, or embedded");

    public static TextPattern HarnessReference { get; } =
        new("^[a-z0-9]+(-[a-z0-9]+)*(@[A-Za-z0-9._-]+)?$", "a harness: name or name@version");
}
