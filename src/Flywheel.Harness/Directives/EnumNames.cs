using System.Text.Json;

namespace Flywheel.Harness.Directives;

/// <summary>How enumeration values stand in harness files: <c>PaymentCard</c> is <c>payment_card</c>. Thread-safe.</summary>
internal static class EnumNames
{
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Name)];

    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static T Parse<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().First(value => string.Equals(Name(value), name, StringComparison.Ordinal));
}
