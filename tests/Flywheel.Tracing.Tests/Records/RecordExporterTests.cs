using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Tests.Records;

public sealed class RecordExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_shape_holds_the_scores_its_own_way()
    {
        var record = RecordSamples.Full();

        var first = Json(record, RecordShape.E1);
        first.GetProperty("wiggum_scores").GetRawText().ShouldBe("""{"r1":{"relevance":9,"depth":7},"r2":{}}""");
        (first.GetProperty("runtime_s").GetDouble(), first.TryGetProperty("run_duration_s", out _), first.TryGetProperty("wiggum_dimensions", out _)).ShouldBe((60.125, false, false));

        var second = Json(record, RecordShape.E2);
        second.GetProperty("wiggum_scores").GetRawText().ShouldBe("[7.65,null]");
        second.GetProperty("wiggum_dimensions").GetRawText().ShouldBe("""{"relevance":[9,null],"depth":[7,null]}""");

        var third = Json(record with { WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>> { ["groundedness"] = [8, 9] } }, RecordShape.R);
        third.GetProperty("wiggum_dims").GetRawText().ShouldBe("""[{"grounded":8},{"grounded":9}]""");
        third.GetProperty("wiggum_eval_log")[0].GetRawText().ShouldBe("""{"round":1,"score":7.65,"dims":{"grounded":8},"issues":["thin"],"feedback":"deepen"}""");
        (third.TryGetProperty("runtime_s", out _), third.TryGetProperty("wiggum_feedback", out _)).ShouldBe((false, false));
    }

    [Theory]
    [InlineData(RecordShape.Flywheel)]
    [InlineData(RecordShape.E1)]
    [InlineData(RecordShape.E2)]
    [InlineData(RecordShape.R)]
    public void A_record_survives_its_export_and_import(RecordShape shape)
    {
        var record = RecordSamples.Full() with
        {
            WiggumScores = [7.65, 8.5],
            FinalScore = 7.65,
            SelectedRound = 1,
            WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>> { ["depth"] = [7, 8], ["groundedness"] = [6, 9] },
            WiggumFeedback = [new RoundFeedback(1, "measured", ["thin"], "deepen"), new RoundFeedback(2, "measured", [], "good")],
        };

        var again = RecordReader.Read(RecordExporter.ToLine(record, shape));

        var same = shape switch
        {
            RecordShape.E1 => again with { WiggumScores = record.WiggumScores }, // E1 knows the scores of the first and the delivered round only
            RecordShape.R => again with { Other = null }, // the evaluation log is kept as it was found
            _ => again,
        };
        Line(same).ShouldBe(Line(record));
    }

    [Fact]
    public void Shapes_have_names()
    {
        foreach (var (name, shape) in (Dictionary<string, RecordShape>)new() { ["e1"] = RecordShape.E1, ["E2"] = RecordShape.E2, ["r"] = RecordShape.R, ["flywheel"] = RecordShape.Flywheel })
        {
            RecordExporter.TryParseShape(name, out var parsed).ShouldBeTrue();
            parsed.ShouldBe(shape);
        }

        RecordExporter.TryParseShape("e3", out _).ShouldBeFalse();
        RecordExporter.TryParseShape("1", out _).ShouldBeFalse();
        RecordExporter.TryParseShape(null, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_essays_snippet_runs_on_its_shape()
    {
        var path = Export(RecordShape.E1);

        var output = await PythonAsync(
            """
            import json, sys
            runs = [json.loads(line) for line in open(sys.argv[1])]
            depths = [r['wiggum_scores'].get('r1', {}).get('depth', 0) for r in runs]
            by_type = {}
            for r in runs:
                by_type.setdefault((r['task_type'], r['producer_model']), []).append(r['wiggum_r1_score'])
            print(json.dumps([depths, sum(r['runtime_s'] for r in runs), sorted(map(str, by_type))]))
            """,
            path);

        output.ShouldBe("[[7, 0, 6], 180.375, [\"('enumerated', 'embedded')\", \"('research', 'other')\"]]");
    }

    [Fact]
    public async Task The_second_essays_snippet_runs_on_its_shape()
    {
        var path = Export(RecordShape.E2);

        var output = await PythonAsync(
            """
            import json, sys
            from collections import defaultdict
            runs = [json.loads(line) for line in open(sys.argv[1])]
            final = defaultdict(lambda: defaultdict(int))
            for r in runs:                                      # groupby("producer_model")["final"].value_counts()
                final[r["producer_model"]][r["final"]] += 1
            dims = [r["wiggum_dimensions"] for r in runs]
            first = [d["specificity"][0] for d in dims if d]
            revised = sum(1 for r in runs if r["wiggum_rounds"] > 1)
            print(json.dumps([final, sum(first) / len(first), revised, sum(r["run_duration_s"] for r in runs)]))
            """,
            path);

        output.ShouldBe("""[{"embedded": {"FAIL": 1, "ERROR": 1}, "other": {"PASS": 1}}, 6.5, 1, 180.375]""");
    }

    [Fact]
    public async Task The_repositorys_own_shape_is_read_as_it_reads_it()
    {
        var path = Export(RecordShape.R);

        var output = await PythonAsync(
            """
            import json, sys
            runs = [json.loads(line) for line in open(sys.argv[1])]
            issues = [i for r in runs for e in r["wiggum_eval_log"] for i in e["issues"]]
            firsts = [r["wiggum_dims"][0].get("grounded", 0) for r in runs if r["wiggum_dims"]]
            print(json.dumps([issues, firsts, [r["wiggum_scores"][-1:] for r in runs]]))
            """,
            path);

        output.ShouldBe("""[["thin"], [5, 9], [[8.5], [], [9]]]""");
    }

    private string Export(RecordShape shape)
    {
        var path = _folder["runs.jsonl"];
        using var output = File.Create(path);
        RecordExporter.Write(output, Sample(), shape).ShouldBe(3);
        return path;
    }

    private static RunRecord[] Sample() =>
    [
        RecordSamples.Full() with
        {
            WiggumRounds = 2,
            WiggumScores = [7, 8.5],
            WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>> { ["depth"] = [7, 8], ["specificity"] = [6, 8], ["groundedness"] = [5, null] },
            WiggumFeedback = [new RoundFeedback(1, "measured", ["thin"], "deepen")],
        },
        RecordSamples.Full() with
        {
            RunId = "died",
            Final = "ERROR",
            WiggumRounds = 0,
            WiggumScores = [],
            WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>>(),
            WiggumR1Score = null,
            WiggumFeedback = [],
        },
        RecordSamples.Full() with
        {
            RunId = "other",
            Final = "PASS",
            ProducerModel = "other",
            TaskType = "research",
            WiggumRounds = 1,
            WiggumScores = [9],
            WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>> { ["depth"] = [6], ["specificity"] = [7], ["groundedness"] = [9] },
            WiggumFeedback = [],
        },
    ];

    private static JsonElement Json(RunRecord record, RecordShape shape) => JsonDocument.Parse(RecordExporter.ToLine(record, shape)).RootElement;

    private static string Line(RunRecord record) => Encoding.UTF8.GetString(RecordExporter.ToLine(record, RecordShape.Flywheel));

    private async Task<string> PythonAsync(string script, string argument)
    {
        var python = Requires.Tool("python3");
        var file = _folder["snippet.py"];
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(python, [file, argument]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, error);
        return (await output).Trim();
    }
}
