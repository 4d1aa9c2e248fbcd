using Flywheel.Storage.Text;

namespace Flywheel.Agents.Tasks;

/// <summary>Finds, in a task of several sentences, the one that asks: the first that counts items, else the first with a topic.</summary>
internal static class RequestSentence
{
    public static string In(string text)
    {
        string? first = null;
        foreach (var span in SentenceSplitter.Split(text))
        {
            var sentence = text.Substring(span.Start, span.Length).Trim();
            if (CountPhrase.In(sentence, TaskWord.Of(sentence)) is not null)
                return sentence;
            if (first is null && Tokenizer.Terms(sentence).Length > 1)
                first = sentence;
        }

        return first ?? text;
    }
}
