using System.Text;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Loading;

public class HostileYamlTests
{
    private static readonly string[] Marks = ["\t", "{", "[", ": ", "- ", "\"", "'", "|", "&a ", "*a", "\n", "\r", "#", "? ", "\u2028"];

    [Theory]
    [InlineData("harness: &a name", "the anchor &a has no use here")]
    [InlineData("harness: a\nmcp: &x [lol]\nmodels: *x", "the anchor &x")]
    [InlineData("harness: *name", "the alias *name repeats content unseen")]
    [InlineData("harness: !!str 3", "the tag tag:yaml.org,2002:str has no use here")]
    [InlineData("harness: !<!dotnet/System.Diagnostics.Process> x", "has no use here")]
    [InlineData("%YAML 1.1\n---\nharness: a", "%YAML directives")]
    [InlineData("harness: a\n---\nharness: b", "a second document starts here")]
    [InlineData("? [harness]\n: a", "a key must be a plain name")]
    [InlineData("harness: a\nrules:\n\t- {id: x}", "the line is indented with a tab; YAML is indented with spaces")]
    [InlineData("harness: [1,2\nb: 3", "check brackets, quotes and indentation")]
    [InlineData("harness: \"open", "not valid YAML")]
    [InlineData("harness: a\n  kind: b: c", "not valid YAML")]
    [InlineData("", "the file is empty")]
    [InlineData("# only a comment\n", "the file is empty")]
    [InlineData("---\n...\n", "the file is empty")]
    [InlineData("- harness: a", "expected a mapping with the keys")]
    [InlineData("just words", "expected a mapping with the keys")]
    [InlineData("harness: \"a\\u0000b\"", "U+0000")]
    [InlineData("harness: a\ndescription: \"hid\\u202Eden\"", "the invisible character U+202E")]
    [InlineData("harness: a\ndescription: \"x\\u0085y\"", "the invisible character U+0085")]
    [InlineData("harness: a\ntools: [{name: t, parameters: {a: {a: 1, a: 2}}}]", "the key 'a' is already set")]
    [InlineData("harness: a\ntools: [{name: t, parameters: {a: .nan}}]", "expected a finite decimal number, found .nan")]
    public void What_can_hide_or_multiply_content_is_refused(string text, string message) => MessageOf(Encoding.UTF8.GetBytes(text)).ShouldContain(message);

    [Fact]
    public void An_alias_bomb_is_refused_before_it_grows()
    {
        var bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (var level = 'b'; level <= 'i'; level++)
            bomb.Append(level).Append(": &").Append(level).Append(" [").AppendJoin(',', Enumerable.Repeat("*" + (char)(level - 1), 9)).Append("]\n");

        MessageOf(Encoding.UTF8.GetBytes(bomb.ToString())).ShouldContain("the anchor &a");
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_refused(char bracket) => MessageOf(Encoding.UTF8.GetBytes("harness: " + new string(bracket, 200_000))).ShouldContain("nested more than 32 deep");

    [Fact]
    public void Very_many_values_are_refused() =>
        MessageOf(Encoding.UTF8.GetBytes("harness: a\nmcp: [" + string.Concat(Enumerable.Repeat("a,", 200_000)) + "]")).ShouldContain("more than 100000 values");

    [Fact]
    public void A_huge_file_is_refused() => MessageOf(Encoding.UTF8.GetBytes("harness: a\n" + new string('#', 2_000_000))).ShouldContain("too large for a harness");

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_with_its_place()
    {
        byte[] content = [.. "harness: a\ndescription: caf"u8, 0xE9, .. "\n"u8];

        var error = Should.Throw<HarnessException>(() => HarnessLoader.Parse(content, "a.yaml")).Errors.ShouldHaveSingleItem();

        (error.Line, error.Column).ShouldBe((2, 17));
        error.Message.ShouldContain("not UTF-8");
    }

    [Fact]
    public void UTF16_is_named() => MessageOf(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("harness: a")).ToArray()).ShouldContain("UTF-16");

    [Theory]
    [InlineData("harness: a\ndescription: use sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAA to call", 2, "anthropic key")]
    [InlineData("harness: a\n# key sk-proj-AAAAAAAAAAAAAAAAAAAAAAAA for later\nkind: research", 2, "openai key")]
    [InlineData("harness: a\ntools: [{name: t, description: 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz'}]", 2, "bearer token")]
    [InlineData("harness: a\ndescription: \"sk-\\x61nt-api03-AAAAAAAAAAAAAAAAAAAAAAAA\"", 2, "anthropic key")]
    [InlineData("harness: a\ndescription: postgres://me:hunter2@db/x", 2, "url password")]
    public void A_secret_anywhere_is_refused_without_repeating_it(string text, int line, string kind)
    {
        var error = Should.Throw<HarnessException>(() => HarnessLoader.Parse(text, "a.yaml"));

        var secret = error.Errors.ShouldHaveSingleItem();
        secret.Line.ShouldBe(line);
        secret.Message.ShouldContain(kind);
        error.Message.ShouldNotContain("AAAAAAAA");
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Random_damage_gives_a_harness_or_a_message_and_nothing_else()
    {
        var random = new Random(6);
        var original = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "samples", "harnesses", "briefing.yaml"));
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = original.ToList();
            for (var edits = random.Next(1, 6); edits > 0; edits--)
                Damage(damaged, random);
            try
            {
                HarnessLoader.Parse(damaged.ToArray(), "damaged.yaml").Spec.Name.ShouldNotBeEmpty();
            }
            catch (HarnessException error)
            {
                error.Message.ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    private static void Damage(List<byte> content, Random random)
    {
        var at = random.Next(content.Count);
        switch (random.Next(4))
        {
            case 0:
                content[at] = (byte)random.Next(256);
                break;
            case 1:
                content.RemoveRange(at, Math.Min(random.Next(1, 40), content.Count - at));
                break;
            case 2:
                content.InsertRange(at, Encoding.UTF8.GetBytes(Marks[random.Next(Marks.Length)]));
                break;
            default:
                var from = random.Next(content.Count);
                content.InsertRange(at, content.Skip(from).Take(random.Next(1, 60)).ToList());
                break;
        }
    }

    private static string MessageOf(byte[] content) => Should.Throw<HarnessException>(() => HarnessLoader.Parse(content, "a.yaml")).Message;
}
