using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Microsoft.Extensions.AI;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed class EmbeddedChatClientTests
{
    private static readonly AgentRequest[] EveryRequest =
    [
        new PriorKnowledgeRequest { Task = Counting, Harness = HarnessWith() },
        new PlanRequest { Task = Counting, Harness = HarnessWith() },
        new QueryRequest { Task = Counting, Harness = HarnessWith(), Knowledge = "", Asked = [], Found = Caches },
        new CompressRequest { Task = Counting, Harness = HarnessWith(), Knowledge = "", Batch = Caches },
        SynthesisOf("Top 3 ways to keep a cache warm", Caches),
        new EvaluateRequest { Task = Counting, Harness = HarnessWith(), TaskType = Sources.TaskType.Research, Draft = "", Evidence = [], Measured = new Dictionary<string, double>(), MeasuredIssues = [] },
        RevisionOf(Counting, Caches, "# A\n\nText.\n"),
        new PanelRequest { Task = Counting, Harness = HarnessWith(), Persona = new("Critical Reviewer", "gaps"), Draft = "", Evidence = [] },
        new MemoryRequest { Task = Counting, Harness = HarnessWith(), TaskType = Sources.TaskType.Research, Output = "", Queries = [] },
    ];

    public static TheoryData<int> Requests => [.. Enumerable.Range(0, EveryRequest.Length)];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_streamed_answer_is_the_whole_answer_in_pieces(int index)
    {
        using var client = new EmbeddedChatClient();
        var options = Options(EveryRequest[index]);

        var whole = await client.GetResponseAsync("Go.", options, TestContext.Current.CancellationToken);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync("Go.", options, TestContext.Current.CancellationToken))
            updates.Add(update);

        var streamed = updates.ToChatResponse();
        streamed.Text.ShouldBe(whole.Text);
        streamed.FinishReason.ShouldBe(ChatFinishReason.Stop);
        streamed.Usage!.OutputTokenCount.ShouldBe(whole.Usage!.OutputTokenCount);
        if (whole.Text.Length > 200)
            updates.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Usage_is_a_quarter_of_the_characters()
    {
        using var client = new EmbeddedChatClient();
        ChatMessage[] messages = [new(ChatRole.System, new string('s', 9)), new(ChatRole.User, new string('u', 4))];

        var response = await client.GetResponseAsync(messages, Options(new PlanRequest { Task = Counting, Harness = HarnessWith() }), TestContext.Current.CancellationToken);

        response.Usage!.InputTokenCount.ShouldBe(4);
        response.Usage.OutputTokenCount.ShouldBe((response.Text.Length + 3) / 4);
        response.Usage.TotalTokenCount.ShouldBe(response.Usage.InputTokenCount + response.Usage.OutputTokenCount);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ModelId.ShouldBe("embedded");
    }

    [Fact]
    public void Its_metadata_names_the_model()
    {
        using var client = new EmbeddedChatClient();

        client.GetService<ChatClientMetadata>()!.DefaultModelId.ShouldBe("embedded");
        client.GetService<EmbeddedChatClient>().ShouldBeSameAs(client);
        client.GetService<HttpClient>().ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello!")]
    [InlineData("\uD800\uDC00\uD800 {{{")]
    public async Task A_chat_without_a_request_is_told_what_answers(string message)
    {
        using var client = new EmbeddedChatClient();

        var response = await client.GetResponseAsync(message, cancellationToken: TestContext.Current.CancellationToken);

        response.Text.ShouldContain("extractive engine, not a language model");
    }

    [Fact]
    public async Task A_pasted_text_with_a_question_is_answered_from_the_text()
    {
        using var client = new EmbeddedChatClient();
        var message = string.Join(' ', Caches.Select(passage => passage.Text)) + " When is prefetching wasteful?";

        var response = await client.GetResponseAsync(message, cancellationToken: TestContext.Current.CancellationToken);

        response.Text.ShouldContain("Prefetching is wasteful when readers jump around.");
        response.Text.ShouldNotContain("Black tea");
    }

    [Fact]
    public async Task No_messages_at_all_are_answered()
    {
        using var client = new EmbeddedChatClient();

        (await client.GetResponseAsync([], cancellationToken: TestContext.Current.CancellationToken)).Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled()
    {
        using var client = new EmbeddedChatClient();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => client.GetResponseAsync("Hello", cancellationToken: cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("Hello", cancellationToken: cancelled.Token))
            {
            }
        });
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Calls_at_once_give_the_same_answers(int index)
    {
        using var client = new EmbeddedChatClient();
        var options = Options(EveryRequest[index]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => client.GetResponseAsync("Go.", options, TestContext.Current.CancellationToken))));

        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
    }

    private static ChatOptions Options(AgentRequest request) => new() { AdditionalProperties = new() { [AgentRequest.PropertyName] = request } };
}
