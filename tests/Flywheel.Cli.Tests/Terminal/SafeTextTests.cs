using System.Text.Json;
using Flywheel.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Cli.Tests.Terminal;

public sealed class SafeTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("", "")]
    [InlineData("a\nb\r\tc", "a b  c")]
    [InlineData("\u001b[31mred\u001b[0m", "␛[31mred␛[0m")]
    [InlineData("bell\u0007 null\0 del\u007f", "bell␇ null␀ del␡")]
    [InlineData("c1 \u009b31m", "c1 \uFFFD31m")]
    [InlineData("\u202Etxt.exe", "\uFFFDtxt.exe")]
    [InlineData("zero\u200bwidth\u00ad\ufeff", "zerowidth")]
    [InlineData("line\u2028para\u2029next\u0085", "line para next ")]
    [InlineData("naïve – ‘quoted’ 😀 漢字", "naïve – ‘quoted’ 😀 漢字")]
    [InlineData("👩‍💻", "👩‍💻")]
    public void A_line_shows_what_a_terminal_would_obey(string text, string expected) => SafeText.Line(text).ShouldBe(expected);

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => SafeText.Line("lone " + '\ud800' + " surrogate").ShouldBe("lone \uFFFD surrogate");

    [Fact]
    public void Null_is_an_empty_line() => SafeText.Line(null).ShouldBe("");

    [Fact]
    public void A_block_keeps_line_breaks_and_tabs() => SafeText.Block("a\r\n\tb\u001b[1mc\rd").ShouldBe("a\n\tb␛[1mc\nd");

    [Theory]
    [InlineData("hello world", 20, "hello world")]
    [InlineData("hello world", 8, "hello w…")]
    [InlineData("hello world", 7, "hello…")]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("👩‍💻👩‍💻👩‍💻", 5, "👩‍💻…")]
    public void A_line_is_cut_between_characters(string text, int cells, string expected) => SafeText.Line(text, cells).ShouldBe(expected);

    [Fact]
    public void Nothing_that_controls_a_terminal_survives() => Prop.ForAll<string?>(text =>
    {
        var line = SafeText.Line(text);
        return line.EnumerateRunes().All(static rune =>
            !System.Text.Rune.IsControl(rune) && (rune.Value == 0x200D || System.Text.Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cut_line_is_never_wider_than_asked() => Prop.ForAll<string?, PositiveInt>((text, cells) =>
        CellWidth.Of(SafeText.Line(text, cells.Get + 4)) <= cells.Get + 4).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_keeps_its_value_and_loses_what_a_terminal_would_obey() => Prop.ForAll<string?>(text =>
    {
        var raw = JsonSerializer.Serialize(text ?? "", Relaxed);
        var safe = SafeText.Json(raw);
        return JsonSerializer.Deserialize<string>(safe) == JsonSerializer.Deserialize<string>(raw) && !safe.Any(static c => char.IsControl(c) || c is '\u202E' or '\u200B');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_with_a_direction_override_is_escaped() => SafeText.Json("{\"a\":\"x\u202Ey\u009b\"}").ShouldBe("{\"a\":\"x\\u202ey\\u009b\"}");
}
