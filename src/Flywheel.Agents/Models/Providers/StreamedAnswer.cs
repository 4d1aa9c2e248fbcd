using System.Text;
using Microsoft.Extensions.AI;
using Chat = OpenAI.Chat;

namespace Flywheel.Agents.Models.Providers;

/// <summary>
/// Puts a streamed answer together: text is passed on at once, what comes in fragments (tool calls, refusal, usage) when the stream has ended.
/// Usage is kept from the last chunk that has one, because some servers repeat a running total on every chunk.
/// </summary>
internal sealed class StreamedAnswer
{
    private readonly List<PartialCall> _calls = [];
    private readonly StringBuilder _refusal = new();
    private Chat.ChatFinishReason? _finishReason;
    private Chat.ChatTokenUsage? _usage;
    private string? _id;
    private string? _model;

    /// <summary>Whether the provider said that the answer is whole.</summary>
    public bool IsFinished => _finishReason is not null;

    /// <summary>Whether any chunk has come.</summary>
    public bool HasBegun => _id is not null || _model is not null || Characters > 0;

    /// <summary>How much text has come.</summary>
    public int Characters { get; private set; }

    public ChatResponseUpdate Add(Chat.StreamingChatCompletionUpdate chunk)
    {
        _id ??= chunk.CompletionId;
        _model ??= chunk.Model;
        _finishReason = chunk.FinishReason ?? _finishReason;
        _usage = chunk.Usage ?? _usage;
        _refusal.Append(chunk.RefusalUpdate);
        foreach (Chat.StreamingChatToolCallUpdate fragment in chunk.ToolCallUpdates)
            Add(fragment);

        ChatResponseUpdate update = Update([.. OpenAIAnswers.Texts(chunk.ContentUpdate)]);
        update.CreatedAt = chunk.CreatedAt;
        Characters += update.Text.Length;
        return update;
    }

    /// <summary>What was held back until the end.</summary>
    public ChatResponseUpdate End()
    {
        List<AIContent> contents = [.. _calls.Select(static (call, i) => call.ToContent(i))];
        if (_refusal.Length > 0)
            contents.Add(OpenAIAnswers.Refusal(_refusal.ToString()));

        if (_usage is not null)
            contents.Add(new UsageContent(OpenAIAnswers.Usage(_usage)));

        ChatResponseUpdate update = Update(contents);
        update.FinishReason = OpenAIAnswers.FinishReason(_finishReason ?? Chat.ChatFinishReason.Stop, _calls.Count);
        return update;
    }

    private ChatResponseUpdate Update(List<AIContent> contents) => new(ChatRole.Assistant, contents) { ResponseId = _id, MessageId = _id, ModelId = _model };

    private void Add(Chat.StreamingChatToolCallUpdate fragment)
    {
        // A new id begins a new call even where the index stays: some servers number every call 0.
        PartialCall? call = _calls.FindLast(c => c.Index == fragment.Index);
        if (call is null || (fragment.ToolCallId is { Length: > 0 } id && call.Id is not null && !string.Equals(call.Id, id, StringComparison.Ordinal)))
            _calls.Add(call = new PartialCall(fragment.Index));

        call.Add(fragment);
    }

    private sealed class PartialCall(int index)
    {
        private readonly StringBuilder _arguments = new();
        private string? _name;

        public int Index { get; } = index;

        public string? Id { get; private set; }

        public void Add(Chat.StreamingChatToolCallUpdate fragment)
        {
            Id = fragment.ToolCallId is { Length: > 0 } id ? id : Id;
            _name ??= fragment.FunctionName is { Length: > 0 } name ? name : null;
            _arguments.Append(fragment.FunctionArgumentsUpdate?.ToString());
        }

        public FunctionCallContent ToContent(int position) =>
            OpenAIAnswers.Call(Id ?? OpenAIAnswers.CallId(position), _name ?? "", _arguments.ToString());
    }
}
