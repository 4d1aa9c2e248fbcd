using Flywheel.Agents.Models;
using Flywheel.Agents.Pipeline;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Search;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Pipeline;

public sealed class ResearchPipelineTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_run_leaves_one_record_with_its_stages_drafts_output_and_memory()
    {
        var model = new ScriptedModel(static (request, _) => PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, Lenient, Cancellation)).OrThrow();

        record.Final.ShouldBe("PASS");
        record.Stages.Select(static stage => stage.Name).ShouldBe(["memory", "plan", "research", "synthesize", "wiggum_r1", "remember"]);
        record.SelectedRound.ShouldBe(1);
        record.FinalScore.ShouldBe(record.WiggumScores[0]);
        record.TacHours.ShouldBe(1);
        record.LeverageKind.ShouldBe("tac");
        record.InputTokens.ShouldBe(100 * model.Asked.Count);
        record.TokensByStage.Values.Sum(static stage => stage.Calls).ShouldBe(model.Asked.Count);
        var output = await File.ReadAllTextAsync(_fixture.Workspace.PathOf(record.OutputPath!), Cancellation);
        output.ShouldContain("## Sources");
        _fixture.Workspace.Blobs.ReadText(BlobId.Parse(record.Drafts[0].Blob)).ShouldBe(output);
        _fixture.Memories.All().ShouldHaveSingleItem().RunId.ShouldBe(record.RunId);
        LogReader.Read(_fixture.Workspace.Runs.FilePath).Count().ShouldBe(1);
        _fixture.Workspace.Journals.RunIds().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A fine piece of work, nine out of ten.")]
    [InlineData("")]
    [InlineData("{\"relevance\": 9, \"completeness\": 9, \"dep")]
    [InlineData("{\"relevance\": \"nine\", \"completeness\": 9, \"depth\": 9, \"groundedness\": 9, \"specificity\": 9, \"structure\": 9}")]
    [InlineData("{\"relevance\": 11, \"completeness\": 11, \"depth\": 11, \"groundedness\": 11, \"specificity\": 11, \"structure\": 11}")]
    [InlineData("{\"relevance\": -1, \"completeness\": -1, \"depth\": -1, \"groundedness\": -1, \"specificity\": -1, \"structure\": -1}")]
    public async Task A_judge_that_can_not_be_read_leaves_the_round_unscored_and_the_output_whole(string answer)
    {
        var model = new ScriptedModel((request, _) => request is EvaluateRequest ? answer : PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, cancellationToken: Cancellation)).OrThrow();

        record.Final.ShouldBe("FAIL");
        record.WiggumScores.ShouldAllBe(static score => score == null);
        record.FinalScore.ShouldBeNull();
        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(200);
        (await File.ReadAllTextAsync(_fixture.Workspace.PathOf(record.OutputPath!), Cancellation)).ShouldStartWith("# Two ways");
        record.WiggumFeedback.ShouldAllBe(static feedback => feedback.Feedback.Contains("no score", StringComparison.Ordinal));
        model.Asked.OfType<EvaluateRequest>().Count(static request => request.SecondTry).ShouldBe(record.WiggumRounds);
    }

    [Fact]
    public async Task Numbers_in_text_are_scores()
    {
        var model = new ScriptedModel(static (request, _) => request is EvaluateRequest
            ? """{"relevance": "9", "completeness": "9/10", "depth": "8.5", "groundedness": "9", "specificity": "9", "structure": "9"}"""
            : PipelineFixture.Sound(request));

        (await _fixture.RunAsync(model, Lenient, Cancellation)).OrThrow().WiggumScores[0].ShouldNotBeNull().ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task The_best_round_is_delivered_not_the_last()
    {
        var model = new ScriptedModel(static (request, earlier) => request switch
        {
            EvaluateRequest => Judged(earlier == 0 ? 6 : 3),
            ReviseRequest => PipelineFixture.Draft.Replace("Both ways", $"Revision {earlier + 1}: ways", StringComparison.Ordinal),
            _ => PipelineFixture.Sound(request),
        });

        var record = (await _fixture.RunAsync(model, cancellationToken: Cancellation)).OrThrow();

        record.SelectedRound.ShouldBe(1);
        record.FinalScore.ShouldBe(record.WiggumScores[0]);
        record.WiggumScores.Count.ShouldBeGreaterThan(1);
        record.Drafts.Count.ShouldBe(record.WiggumRounds);
        (await File.ReadAllTextAsync(_fixture.Workspace.PathOf(record.OutputPath!), Cancellation)).ShouldContain("Both ways");
    }

    [Fact]
    public async Task An_empty_revision_never_empties_the_output()
    {
        var model = new ScriptedModel(static (request, _) => request switch
        {
            EvaluateRequest => Judged(5),
            ReviseRequest => "",
            _ => PipelineFixture.Sound(request),
        });

        var record = (await _fixture.RunAsync(model, cancellationToken: Cancellation)).OrThrow();

        record.Final.ShouldBe("FAIL");
        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task A_judge_that_fails_leaves_an_error_and_the_draft_as_output()
    {
        var model = new ScriptedModel(static (request, _) => request is EvaluateRequest
            ? throw new ModelException(ModelFailure.Rejected, "The endpoint 'local' answered 500: out of memory")
            : PipelineFixture.Sound(request));

        var result = await _fixture.RunAsync(model, cancellationToken: Cancellation);

        result.Failure.ShouldBeOfType<ModelException>();
        result.Record.Final.ShouldBe("ERROR");
        result.Record.Error.ShouldNotBeNull().Message.ShouldContain("out of memory");
        result.Record.Error.Stage.ShouldBe("wiggum_r1");
        (await File.ReadAllTextAsync(_fixture.Workspace.PathOf(result.Record.OutputPath!), Cancellation)).ShouldStartWith("# Two ways");
    }

    [Fact]
    public async Task A_wrong_count_is_written_once_more_and_can_not_pass()
    {
        var one = PipelineFixture.Draft[..PipelineFixture.Draft.IndexOf("## 2.", StringComparison.Ordinal)];
        var model = new ScriptedModel((request, _) => request is SynthesisRequest or ReviseRequest ? one : PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, Lenient, Cancellation)).OrThrow();

        model.Asked.OfType<SynthesisRequest>().Count(static request => request.CountRetry).ShouldBe(1);
        record.Final.ShouldBe("FAIL");
    }

    [Fact]
    public async Task A_cut_text_can_not_pass()
    {
        var model = new ScriptedModel(static (request, _) => PipelineFixture.Sound(request)) { Finish = ChatFinishReason.Length };

        var record = (await _fixture.RunAsync(model, Lenient, Cancellation)).OrThrow();

        record.Truncated.ShouldBeTrue();
        record.Final.ShouldBe("FAIL");
        record.Error.ShouldNotBeNull().Type.ShouldBe("TruncatedOutput");
    }

    [Fact]
    public async Task The_panel_reviews_on_lanes_of_its_own_and_reaches_the_reviser()
    {
        var model = new ScriptedModel(static (request, earlier) => request is EvaluateRequest ? Judged(earlier == 0 ? 1 : 9) : PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, static task => Lenient(task) with { Skills = ["panel"] }, Cancellation)).OrThrow();

        record.ActiveSkills.ShouldBe(["panel"]);
        record.PanelReviews.Select(static review => review.Persona).Distinct().ShouldBe(["Domain Practitioner", "Critical Reviewer", "Informed Newcomer"]);
        model.Asked.OfType<ReviseRequest>().First().Issues.ShouldContain("[Domain Practitioner] Say what it costs.");
        record.TokensByStage.Keys.ShouldContain("wiggum_r1/panel/Critical-Reviewer");
    }

    [Fact]
    public async Task A_budget_ends_the_run_with_what_exists()
    {
        var model = new ScriptedModel(static (request, _) => request is EvaluateRequest ? Judged(5) : PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(
            model, static task => task with { Harness = task.Harness with { Budgets = new BudgetsSpec { InputTokens = 500 } } }, Cancellation)).Record;

        record.Final.ShouldBe("FAIL");
        record.Error.ShouldNotBeNull().Type.ShouldBe("BudgetExhausted");
        record.InputTokens.ShouldBeInRange(500, 600);
        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Without_verification_the_first_draft_is_delivered_and_counted_apart()
    {
        var model = new ScriptedModel(static (request, _) => PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, static task => task with { Verification = VerifyMode.Off }, Cancellation)).OrThrow();

        record.Verified.ShouldBeFalse();
        record.Final.ShouldBe("PASS");
        record.WiggumRounds.ShouldBe(0);
        model.Asked.OfType<EvaluateRequest>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_is_recorded()
    {
        using var source = new CancellationTokenSource();
        var model = new ScriptedModel((request, _) =>
        {
            if (request is SynthesisRequest)
                source.Cancel();
            return PipelineFixture.Sound(request);
        });

        var result = await _fixture.RunAsync(model, cancellationToken: source.Token);

        result.Record.Final.ShouldBe("ERROR");
        result.Record.Error.ShouldNotBeNull().Type.ShouldBe("Cancelled");
        result.Record.Drafts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_memory_nothing_is_read_or_kept()
    {
        var model = new ScriptedModel(static (request, _) => PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, static task => Lenient(task) with { Memory = MemoryUse.Off }, Cancellation)).OrThrow();

        record.Stages.Select(static stage => stage.Name).ShouldNotContain("memory");
        _fixture.Memories.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endless_search_is_stopped_by_the_novelty_gate()
    {
        var model = new ScriptedModel(static (request, earlier) => request is QueryRequest ? $"cache question {earlier}" : PipelineFixture.Sound(request));

        var record = (await _fixture.RunAsync(model, Lenient, Cancellation)).OrThrow();

        record.ToolCalls.Count.ShouldBe(3);
        record.ToolCalls[^1].Kept.ShouldBe(false);
        record.NoveltyScores.Count.ShouldBe(3);
        record.SearchRounds.ShouldBe(2);
    }

    [Fact]
    public async Task Remembered_research_is_not_repeated_and_the_record_says_so()
    {
        var cache = new ResearchCache(_fixture.PathOf("cache"), TimeProvider.System);
        var model = new ScriptedModel(static (request, _) => PipelineFixture.Sound(request));

        var first = (await _fixture.RunAsync(model, task => Lenient(task) with { ResearchCache = cache }, Cancellation)).OrThrow();
        var second = (await _fixture.RunAsync(model, task => Lenient(task) with { ResearchCache = cache }, Cancellation)).OrThrow();

        first.ToolCalls.ShouldNotBeEmpty();
        second.ToolCalls.ShouldBeEmpty();
        second.SearchRounds.ShouldBe(first.SearchRounds);
        second.OutputBlob.ShouldBe(first.OutputBlob);
        StepReader.Read(_fixture.Workspace.PathOf(second.StepsPath!)).ShouldContain(static step => step.Name == "research.remembered");
    }

    /// <summary>A threshold that the short fixture can reach.</summary>
    private static ResearchTask Lenient(ResearchTask task) =>
        task with { Harness = task.Harness with { Verify = new VerifySpec { Threshold = 2 } } };

    private static string Judged(int score) =>
        $$"""{"relevance": {{score}}, "completeness": {{score}}, "depth": {{score}}, "groundedness": {{score}}, "specificity": {{score}}, "structure": {{score}}, "issues": ["Section 1 is thin"], "feedback": "More."}""";
}
