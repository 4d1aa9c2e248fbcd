using System.Collections.Frozen;

namespace Flywheel.Storage.Text;

/// <summary>English words that carry grammar, not meaning. Matching is on lower case with straight apostrophes. Immutable and thread-safe.</summary>
public static class StopWords
{
    private const string Articles = "a an the";
    private const string Pronouns =
        "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself " +
        "it its itself they them their theirs themselves one's this that these those who whom whose which what";

    private const string Verbs =
        "am is are was were be been being do does did doing done have has had having can could may might must shall should will would ought";

    private const string Prepositions =
        "about above after against along among around as at before behind below beneath beside between beyond by despite down during " +
        "except for from in inside into near of off on onto out over per since than through throughout to toward towards under until " +
        "up upon via with within without";

    private const string Conjunctions = "and but or nor so yet if because while although though unless whereas whether";
    private const string Adverbs =
        "again also always any both each either else even ever every few further here how however just less many more most much neither " +
        "no not now once only other others own quite rather same some such then there therefore thus too very when where why all another " +
        "enough instead often perhaps still";

    private const string Contractions =
        "ain't aren't can't cannot couldn't didn't doesn't don't hadn't hasn't haven't isn't mustn't shouldn't wasn't weren't won't wouldn't " +
        "i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd we'll they're " +
        "they've they'd they'll that's there's here's what's who's where's let's";

    private static readonly FrozenSet<string> Words = string
        .Join(' ', Articles, Pronouns, Verbs, Prepositions, Conjunctions, Adverbs, Contractions)
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether <paramref name="word"/> (lower case) is a stop word.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);
}
