using Flywheel.Agents.Prompts;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Agents.Tests.Prompts;

public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("{\"a\": 1}")]
    [InlineData("Sure! Here it is:\n```json\n{\"a\": 1,}\n```\nAnything else?")]
    [InlineData("<think>{\"a\": 9}</think>{\"a\": 1}")]
    [InlineData("{not json} {\"a\": 1} {\"a\": 2}")]
    [InlineData("{\"a\": 1 /* one */}")]
    [InlineData("text with a } brace and then {\"b\": \"}{\", \"a\": 1}")]
    public void The_first_whole_object_is_found(string answer) =>
        AnswerReader.Number(AnswerReader.FindObject(answer)!["a"]).ShouldBe(1);

    [Theory]
    [InlineData("")]
    [InlineData("no json at all")]
    [InlineData("{\"a\": 1")]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": {\"b\": 1, \"b\": 2}}")]
    public void What_holds_no_sound_object_gives_none(string answer) => AnswerReader.FindObject(answer).ShouldBeNull();

    [Theory]
    [InlineData("{\"n\": 7}", 7.0)]
    [InlineData("{\"n\": \"7\"}", 7.0)]
    [InlineData("{\"n\": \"7.5/10\"}", 7.5)]
    [InlineData("{\"n\": \"8 of 10\"}", 8.0)]
    [InlineData("{\"n\": \"eight\"}", null)]
    [InlineData("{\"n\": null}", null)]
    [InlineData("{\"n\": [7]}", null)]
    [InlineData("{\"n\": true}", null)]
    [InlineData("{\"n\": \"NaN\"}", null)]
    public void Numbers_are_read_from_text_and_never_invented(string answer, double? expected) =>
        AnswerReader.Number(AnswerReader.FindObject(answer)!["n"]).ShouldBe(expected);

    [Fact]
    public void A_lone_text_is_a_list_of_one() =>
        AnswerReader.Texts(AnswerReader.FindObject("{\"issues\": \"too short\"}")!["issues"]).ShouldBe(["too short"]);

    [Fact]
    public void Any_text_is_survived() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<string>(static text =>
    {
        _ = AnswerReader.FindObject(text ?? "");
        _ = AnswerReader.FindObject("{\"a\":" + text);
    }));

    [Fact]
    public void An_answer_of_braces_ends_soon() => AnswerReader.FindObject(new string('{', 200_000)).ShouldBeNull();
}
