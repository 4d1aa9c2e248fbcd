using System.Text.Json;
using Flywheel.Storage.Blobs;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

public sealed class RedactionTests
{
    private const string Secret = "sk-abcdefghijklmnopqrstuvwxyz012345";

    [Fact]
    public void No_text_that_reaches_the_workspace_holds_a_secret()
    {
        using var workspace = new RunWorkspace();
        using (var trace = workspace.Start(new RunStart
        {
            Task = $"use {Secret}",
            ExperimentId = Secret,
            Overrides = new Dictionary<string, string> { ["flag"] = Secret, ["password"] = "hunter2hunter2hunter2" },
        }))
        {
            trace.EnterStage("plan");
            using (trace.Span($"span {Secret}", SpanArgument.Of("text", $"a {Secret}"), SpanArgument.Of($"name {Secret}", 1)))
                trace.Notice($"notice {Secret}");
            trace.OpenLane($"lane {Secret}").Dispose();
            trace.Note(new RunNotes
            {
                Plan = JsonSerializer.SerializeToElement(new { queries = new[] { Secret }, password = "hunter2hunter2hunter2" }),
                Other = new Dictionary<string, JsonElement> { ["extra"] = JsonSerializer.SerializeToElement($"x {Secret}") },
            });
            trace.RecordToolCall(new ToolCall { Name = "search", Query = Secret, Urls = [$"https://example.org/?k={Secret}"], Error = Secret });
            trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = "llm", Arguments = Secret, Result = Secret, Error = Secret });
            trace.AddDraft(1, $"draft {Secret}");
            trace.AddRound(new VerificationRound
            {
                Round = 1,
                Evaluator = "e",
                Issues = [Secret],
                Feedback = Secret,
                Panel = [new PanelReview(1, "P", 5, [Secret], [Secret])],
            });
            trace.DeliverOutput(workspace.PathOf("outputs/x.md"), $"output {Secret}", 1);
            trace.Finalize(new RunOutcome(RunOutcome.Error, new RunError("X", "plan", $"failed with {Secret}")));
        }

        foreach (var file in Directory.EnumerateFiles(workspace.Workspace.Root, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith("x.md", StringComparison.Ordinal))
                continue; // the user's own output, verbatim
            var text = File.ReadAllText(file);
            text.ShouldNotContain(Secret, Case.Sensitive, file);
            text.ShouldNotContain("hunter2", Case.Sensitive, file);
        }

        File.ReadAllText(workspace.PathOf("outputs/x.md")).ShouldBe($"output {Secret}");
        workspace.ShouldVerify();
    }

    [Fact]
    public void Each_secret_is_an_event_that_says_where_it_was()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();

        trace.AddDraft(1, $"é {Secret} and {Secret}");

        var events = workspace.Workspace.Security.Read().ToList();
        events.Select(happened => (happened.Offset, happened.Length)).ShouldBe([(3L, 35L), (43L, 35L)]);
        events.ShouldAllBe(happened => happened.RunId == trace.Id && happened.Layer == "redactor" && happened.Caller == "draft 1" && happened.Action == "redacted");
        var blob = BlobId.Parse(trace.Finalize(new RunOutcome(RunOutcome.Fail)).Drafts.Single().Blob);
        workspace.Workspace.Blobs.ReadText(blob).ShouldNotContain(Secret);
    }
}
