using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Text;

/// <summary>Generators of texts for property tests, and how the tests run: the same cases every time.</summary>
internal static class Texts
{
    private static readonly string[] Words =
        ["agent", "agents", "context", "the", "and", "tool", "tools", "retry", "memory", "cost", "3.5", "Caf\u00E9", "\u8A9E\u8A00", "C#", "don't", "e.g.", "U.S."];

    private static readonly string[] Joints =
        [" ", ". ", ", ", "\n", "\n\n", "\r\n", ".", "! ", "? ", "... ", " [1]", ".[2, 3] ", "\n# ", "\n- ", "\n1. ", "\n```\n", "\n~~~~\n", "\n    ", "\n> ",
         " | ", "\n|---|\n", "`", "**", "(", ")", "](", "![", "<!--", "-->", "\n---\n", "\n===\n", "\n## Sources\n", "[1]: ", "\""];

    private static readonly string[] Hostile =
        ["\uD800", "\uDC00", "\0", "\u200D", "\uFEFF", "\u0301\u0301", "\uFDFA", "\uFB01", "\U0001F468\u200D\U0001F469", "\u2028", "\u202E", "\uFFFF", "\u00AD", "\t", "\u1100\u1161", "\u3002"];

    /// <summary>Words of a small vocabulary.</summary>
    public static Arbitrary<string> Plain { get; } = Join(Gen.Elements(Words), Gen.Elements(" ", ". ", "\n"));

    /// <summary>Anything: words, Markdown in pieces, broken Unicode, chars at random.</summary>
    public static Arbitrary<string> Any { get; } = Join(
        Gen.Frequency((5, Gen.Elements(Words)), (2, Gen.Elements(Hostile)), (1, Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString()))),
        Gen.Frequency((4, Gen.Elements(Joints)), (2, Gen.Constant(" ")), (1, Gen.Constant(""))));

    /// <summary>Several texts of <see cref="Plain"/>.</summary>
    public static Arbitrary<string[]> Many { get; } = Plain.Generator.ArrayOf().ToArbitrary();

    public static void Check(Property property, int cases = 300) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20260101, 1), property);

    private static Arbitrary<string> Join(Gen<string> pieces, Gen<string> joints) =>
        pieces.SelectMany(piece => joints.Select(joint => piece + joint)).ArrayOf().Select(string.Concat).ToArbitrary();
}
