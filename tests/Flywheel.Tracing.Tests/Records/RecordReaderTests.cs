using System.Text;
using System.Text.Json;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Tests.Records;

public sealed class RecordReaderTests
{
    [Fact]
    public void Shape_e1_becomes_lists_of_scores_and_dimensions()
    {
        var record = Read("""
            {"run_id":"20260410_143201_context-engineering","task":"t","producer_model":"pi-qwen-32b ","wiggum_scores":{"r1":{"relevance":9,"depth":7.0},"r2":{"relevance":9,"depth":8}},
            "wiggum_r1_score":7.65,"final_score":8.45,"final":"PASS","runtime_s":312.5,"active_skills":["deep"],"criteria_results":{"c1":true},"criteria_rate":1.0}
            """);

        record.RunId.ShouldBe("20260410_143201_context-engineering");
        record.ProducerModel.ShouldBe("pi-qwen-32b");
        record.WiggumRounds.ShouldBe(2);
        record.WiggumScores.ShouldBe([7.65, 8.45]);
        record.WiggumDimensions["depth"].ShouldBe([7, 8]);
        record.WiggumR1Score.ShouldBe(7.65);
        record.FinalScore.ShouldBe(8.45);
        record.RunDurationS.ShouldBe(312.5);
        record.RuntimeS.ShouldBe(312.5);
        record.CriteriaResults["c1"].ShouldBeTrue();
    }

    [Fact]
    public void Shape_e2_keeps_its_lists_and_gets_the_last_score_as_final()
    {
        var record = Read("""
            {"run_id":"20260522T143027_a4f2b1c3","wiggum_scores":[7.1,8.2],"wiggum_dimensions":{"specificity":[6,7.5],"groundedness":[8,8]},"run_duration_s":12,
            "tool_calls":[{"name":"web_search","query":"q","urls":["https://example.org"],"novelty_score":7}],"final":"PASS"}
            """);

        record.WiggumScores.ShouldBe([7.1, 8.2]);
        record.WiggumDimensions["specificity"].ShouldBe([6, 7.5]);
        record.WiggumR1Score.ShouldBe(7.1);
        record.FinalScore.ShouldBe(8.2);
        record.SelectedRound.ShouldBeNull();
        record.RuntimeS.ShouldBe(12);
        record.ToolCalls.Single().ShouldSatisfyAllConditions(
            call => call.Seq.ShouldBe(1), call => call.NoveltyScore.ShouldBe(7), call => call.Urls.ShouldBe(["https://example.org"]));
    }

    [Fact]
    public void Shape_r_reads_dimensions_per_round_and_its_evaluation_log()
    {
        var record = Read("""
            {"run_id":"20260101T000000Z-0123456789ab","wiggum_scores":[7.8],"wiggum_dims":[{"grounded":8,"depth":"7"}],"evaluator_model":"glm4",
            "wiggum_eval_log":[{"round":1,"score":7.8,"dims":{},"issues":["thin"],"feedback":"more","content":"draft text"}],
            "tokens_by_stage":{"synth":{"input":10,"output":20,"thinking_chars":5,"calls":2,"total_ms":1500}},"count_check_retry":true}
            """);

        record.WiggumDimensions["groundedness"].ShouldBe([8]);
        record.WiggumDimensions["depth"].ShouldBe([7]);
        record.WiggumFeedback.Single().ShouldSatisfyAllConditions(
            round => round.Issues.ShouldBe(["thin"]), round => round.Feedback.ShouldBe("more"), round => round.Evaluator.ShouldBe("glm4"));
        record.TokensByStage["synth"].Ms.ShouldBe(1500);
        record.TokensByStage["synth"].Other!["thinking_chars"].GetInt32().ShouldBe(5);
        record.Other!["count_check_retry"].GetBoolean().ShouldBeTrue();
        record.Other["wiggum_eval_log"][0].GetProperty("content").GetString().ShouldBe("draft text");
    }

    [Fact]
    public void Fields_of_a_wrong_type_are_converted_or_left_out_with_a_note()
    {
        var notes = new List<string>();
        var record = RecordReader.Read(
            Encoding.UTF8.GetBytes("""
            {"run_id":42,"task":null,"input_tokens":"1200","output_tokens":{},"wiggum_scores":["8.5","n/a",null,9],"verified":"false","final":" pass ",
            "timestamp":"yesterday","tool_calls":["x",{"tool":"search"}],"error":"it broke","stages":null,"run_duration_s":NaN,"cost_usd":-Infinity,
            "labels":[],"wiggum_dimensions":{"depth":7,"structure":"8"},"active_skills":"deep","plan":"a plan"}
            """),
            notes.Add);

        record.RunId.ShouldBe("42");
        record.Task.ShouldBe("");
        record.InputTokens.ShouldBe(1200);
        record.OutputTokens.ShouldBe(0);
        record.WiggumScores.ShouldBe([8.5, null, null, 9]);
        record.Verified.ShouldBeFalse();
        record.Final.ShouldBe("PASS");
        record.Timestamp.ShouldBeNull();
        record.ToolCalls.Single().Name.ShouldBe("search");
        record.Error!.Message.ShouldBe("it broke");
        record.RunDurationS.ShouldBeNull();
        record.CostUsd.ShouldBeNull();
        record.WiggumDimensions["depth"].ShouldBe([7, null, null, null]);
        record.ActiveSkills.ShouldBe(["deep"]);
        record.Plan!.Value.GetString().ShouldBe("a plan");
        foreach (var field in (string[])["output_tokens", "wiggum_scores[1]", "timestamp", "tool_calls[0]", "labels"])
            notes.ShouldContain(note => note.StartsWith(field + " ", StringComparison.Ordinal));
        notes.ShouldContain(note => note.Contains("NaN", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_property_of_a_record_survives_writing_and_reading()
    {
        var record = RecordSamples.Full();

        var line = RecordExporter.ToLine(record, RecordShape.Flywheel);
        var again = RecordExporter.ToLine(RecordReader.Read(line), RecordShape.Flywheel);

        Encoding.UTF8.GetString(again).ShouldBe(Encoding.UTF8.GetString(line));
        using var written = JsonDocument.Parse(line);
        var names = written.RootElement.EnumerateObject().Select(member => member.Name).ToList();
        foreach (var property in typeof(RunRecord).GetProperties().Where(property => property.Name != "Other"))
            names.ShouldContain(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), "the sample must set every property");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"hello\":1}")]
    [InlineData("{\"run_id\":\"a\"} {\"run_id\":\"b\"}")]
    public void What_is_no_record_is_refused_with_a_reason(string line)
    {
        Should.Throw<FormatException>(() => Read(line)).Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void A_record_without_id_gets_the_same_one_every_time()
    {
        var first = Read("""{"task":"x","final":"FAIL"}""");

        first.RunId.ShouldStartWith("unnamed_");
        Read("""{"task":"x","final":"FAIL"}""").RunId.ShouldBe(first.RunId);
        Read("""{"task":"y","final":"FAIL"}""").RunId.ShouldNotBe(first.RunId);
    }

    [Fact]
    public void Half_surrogates_and_stray_bytes_become_replacement_characters()
    {
        Read("""{"run_id":"a","task":"x \ud83d y \\ud83d \ud83d\ude00","odd":"\udc00"}""").ShouldSatisfyAllConditions(
            record => record.Task.ShouldBe("x \ufffd y \\ud83d \U0001F600"),
            record => record.Other!["odd"].GetString().ShouldBe("\ufffd"),
            record => RecordExporter.ToLine(record, RecordShape.R).ShouldNotBeEmpty());
        byte[] stray = [.. "{\"run_id\":\"a\",\"task\":\""u8, 0xff, .. "\"}"u8];
        RecordReader.Read(stray).Task.ShouldBe("\ufffd");
    }

    [Fact]
    public void A_log_is_read_past_lines_that_are_no_records()
    {
        using var folder = new TemporaryFolder();
        var path = folder["runs.jsonl"];
        File.WriteAllText(path, "{\"run_id\":\"a\"}\nnot json\n\n{\"run_id\":\"b\",\"steps\":[]}\n{\"run_id\":\"c\"");
        var invalid = new List<InvalidLine>();

        var lines = RecordReader.ReadLines(path, invalid.Add).ToList();

        lines.Select(line => line.Record.RunId).ShouldBe(["a", "b"]);
        lines[1].Offset.ShouldBe(25);
        lines[1].Notes.ShouldHaveSingleItem();
        invalid.Select(line => line.Offset).ShouldBe([15, 51]);
        invalid[1].Reason.ShouldStartWith("torn");
        RecordReader.ReadLog(path, null, fromOffset: 25).Select(record => record.RunId).ShouldBe(["b"]);
        RecordReader.ReadLog(path + ".missing").ShouldBeEmpty();
    }

    private static RunRecord Read(string line) => RecordReader.Read(Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ")));
}
