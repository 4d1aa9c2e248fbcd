using System.Text;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Tests.Records;

public sealed class RecordImportTests : IDisposable
{
    private readonly RunWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Records_of_every_shape_are_appended_with_their_ids_and_duplicates_counted()
    {
        var path = Write(
            """{"run_id":"20260410_143201_context-engineering","wiggum_scores":{"r1":{"depth":7}},"wiggum_r1_score":7,"final_score":7,"runtime_s":3,"final":"PASS"}""",
            """{"run_id":"b","wiggum_scores":[7,8],"wiggum_dimensions":{"depth":[7,8]},"final":"FAIL","input_tokens":"12","steps":{}}""",
            "not json",
            """{"run_id":"b","final":"PASS"}""",
            """{"run_id":"c","wiggum_scores":[7],"wiggum_dims":[{"grounded":3}],"custom":{"a":1}}""");

        var first = Import(path);
        var second = Import(path);

        (first.Imported, first.Duplicates).ShouldBe((3, 1));
        first.InvalidLines.ShouldHaveSingleItem().Reason.ShouldStartWith("Not JSON");
        first.Notes.ShouldHaveSingleItem().Reason.ShouldStartWith("steps ");
        (second.Imported, second.Duplicates).ShouldBe((0, 4));
        var records = _workspace.Records();
        records.Select(record => record.RunId).ShouldBe(["20260410_143201_context-engineering", "b", "c"]);
        records[1].Final.ShouldBe("FAIL");
        records[1].FinalScore.ShouldBe(8);
        records[2].WiggumDimensions["groundedness"].ShouldBe([3]);
        records[2].Other!["custom"].GetProperty("a").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Secrets_of_imported_records_stay_outside()
    {
        var path = Write("""{"run_id":"a","task":"use sk-abcdefghijklmnopqrstuvwx","final_content":"AKIAQ3EGRT5WXZ7YB2LM","config":{"password":"hunter2hunter2hunter2"}}""");

        Import(path);

        var log = File.ReadAllText(_workspace.Workspace.Runs.FilePath);
        log.ShouldNotContain("sk-abc");
        log.ShouldNotContain("AKIAQ3");
        log.ShouldNotContain("hunter2");
        _workspace.Records().Single().RunId.ShouldBe("a");
    }

    [Fact]
    public void A_missing_file_is_said_so()
    {
        Should.Throw<FileNotFoundException>(() => Import(_workspace.PathOf("none.jsonl"))).Message.ShouldContain("none.jsonl");
    }

    private ImportReport Import(string path) => new RecordImport(_workspace.Workspace.Runs).Import(path, TestContext.Current.CancellationToken);

    private string Write(params string[] lines)
    {
        var path = _workspace.PathOf("import.jsonl");
        File.WriteAllText(path, string.Join('\n', lines) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return path;
    }
}
