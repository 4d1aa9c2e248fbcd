using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Storage.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Json;

public sealed class CanonicalJsonTests
{
    // RFC 8785, appendix B: the bits of a double and its canonical text.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_number_has_the_text_of_the_published_table(ulong bits, string expected)
    {
        CanonicalJson.FormatNumber(BitConverter.UInt64BitsToDouble(bits)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0x7fffffffffffffff)]
    [InlineData(0x7ff0000000000000)]
    [InlineData(0xfff0000000000000)]
    public void A_number_that_is_not_finite_is_refused(ulong bits)
    {
        Should.Throw<FormatException>(() => CanonicalJson.FormatNumber(BitConverter.UInt64BitsToDouble(bits)));
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("0.10", "0.1")]
    [InlineData("123456789012345678901", "123456789012345680000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("1e-400", "0")]
    public void A_number_loses_the_way_it_was_spelled(string written, string expected) => Canonical(written).ShouldBe(expected);

    [Fact]
    public void A_number_beyond_the_largest_double_is_refused() => Should.Throw<FormatException>(() => Canonical("1e400"));

    // The sample objects of RFC 8785, sections 3.2.2 and 3.2.3, in our own spelling.
    [Fact]
    public void The_published_sample_object_has_its_published_form()
    {
        const string Written = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Expected =
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27]," +
            "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        Canonical(Written).ShouldBe(Expected);
    }

    [Fact]
    public void Keys_are_sorted_by_code_unit_so_that_a_surrogate_pair_precedes_the_last_of_the_basic_plane()
    {
        const string Written = """
            {"\ufb33":"Hebrew letter dalet with dagesh","\ud83d\ude00":"Emoji: grinning face","\u0080":"Control",
             "\u20ac":"Euro sign","\u00f6":"Latin small letter o with diaeresis","1":"One","\r":"Carriage return"}
            """;
        using var canonical = JsonDocument.Parse(Canonical(Written));
        canonical.RootElement.EnumerateObject().Select(member => member.Value.GetString()!.Split(' ', ':')[0])
            .ShouldBe(["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]);
    }

    [Fact]
    public void A_key_that_starts_another_precedes_it() => Canonical("""{"ab":1,"a":2,"":3,"B":4}""").ShouldBe("""{"":3,"B":4,"a":2,"ab":1}""");

    [Fact]
    public void Only_what_must_be_escaped_is_escaped()
    {
        Canonical("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u2028\\u00e9\\ud83d\\ude00<>&'\"")
            .ShouldBe("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\u2028\u00e9\U0001F600<>&'\"");
    }

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData(" [ 1 , { } , [ ] ] ", "[1,{},[]]")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("null", "null")]
    public void White_space_is_left_out(string written, string expected) => Canonical(written).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"x":{"b":null,"b":null}}""")]
    public void A_key_twice_is_refused(string written) => Should.Throw<FormatException>(() => Canonical(written)).Message.ShouldContain("twice");

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00 \\ud83d\"")]
    [InlineData("{\"\\ud800\":1}")]
    public void A_lone_surrogate_is_refused(string written) => Should.Throw<FormatException>(() => Canonical(written));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Should.Throw<FormatException>(() => CanonicalJson.Canonicalize(new byte[] { (byte)'"', 0xff, (byte)'"' }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1} x")]
    [InlineData("// comment\n1")]
    [InlineData("NaN")]
    public void Text_that_is_not_JSON_is_refused(string written) => Should.Throw<JsonException>(() => Canonical(written));

    [Fact]
    public void Deep_nesting_is_kept_up_to_a_limit()
    {
        Canonical(new string('[', 500) + new string(']', 500)).Length.ShouldBe(1000);
        Should.Throw<JsonException>(() => Canonical(new string('[', 600) + new string(']', 600)));
    }

    [Fact]
    public void A_node_has_the_form_of_its_text()
    {
        var node = new JsonObject { ["b"] = 1.50, ["a"] = new JsonArray("é", null, true, 12L, 0.1f) };
        Encoding.UTF8.GetString(CanonicalJson.Serialize(node)).ShouldBe("""{"a":["é",null,true,12,0.1],"b":1.5}""");
        Encoding.UTF8.GetString(CanonicalJson.Serialize((JsonNode?)null)).ShouldBe("null");
    }

    [Fact]
    public void A_node_that_JSON_can_not_carry_is_refused()
    {
        Should.Throw<FormatException>(() => CanonicalJson.Serialize(JsonValue.Create(double.NaN)));
        Should.Throw<FormatException>(() => CanonicalJson.Serialize(JsonValue.Create("\ud800")));
    }

    [Fact]
    public void An_undefined_element_is_refused() => Should.Throw<FormatException>(() => CanonicalJson.Serialize(default(JsonElement)));

    [Fact]
    public void Canonical_form_is_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Canonical("[-1.5, 1e-7]").ShouldBe("[-1.5,1e-7]");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_finite_double_comes_back_from_its_text()
    {
        var doubles = ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite);
        Prop.ForAll(doubles.ToArbitrary(), value =>
        {
            var back = double.Parse(CanonicalJson.FormatNumber(value), NumberStyles.Float, CultureInfo.InvariantCulture);
            return back.Equals(value) || (value == 0 && back == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void Canonicalising_twice_changes_nothing_more() => Prop.ForAll(JsonTexts.Values.ToArbitrary(), node =>
    {
        var once = CanonicalJson.Serialize(node);
        return CanonicalJson.Canonicalize(once).AsSpan().SequenceEqual(once);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_keys_white_space_and_escapes_do_not_matter() => Prop.ForAll(JsonTexts.Values.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (node, seed) =>
    {
        var otherwise = JsonTexts.SpelledOtherwise(node, new Random(seed));
        return Canonical(otherwise) == Encoding.UTF8.GetString(CanonicalJson.Serialize(node));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_canonical_form_means_the_same_value() => Prop.ForAll(JsonTexts.Values.ToArbitrary(), node =>
        JsonNode.DeepEquals(JsonNode.Parse(CanonicalJson.Serialize(node)), JsonNode.Parse(node?.ToJsonString() ?? "null"))).QuickCheckThrowOnFailure();

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));
}
