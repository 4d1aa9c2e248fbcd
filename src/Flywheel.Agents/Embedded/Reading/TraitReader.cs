using System.Collections.Frozen;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>Reads what a sentence does from its words: cue phrases, imperative openings, numbers. English.</summary>
internal static class TraitReader
{
    // Verbs with which advice opens and that rarely open a statement.
    private static readonly FrozenSet<string> Verbs = Set(
        "adapt adopt align analyse analyze anticipate archive automate back balance batch bring bundle calibrate change clarify clean clear "
        + "close cluster collect communicate confine connect consolidate construct control cover craft debug decouple deduplicate degrade demand deploy "
        + "design diagnose direct discuss display double eliminate embed emit enrich escalate exercise explore express extend favour favor focus follow "
        + "freeze gate gather gauge guarantee guard guide hand handle harden improve index inform insert integrate invest investigate iterate join justify "
        + "know lock manage map mask mirror mix model monitor motivate narrow negotiate notify observe obtain optimise optimize own pace partition patch "
        + "perform persist pilot pin prefetch preload prime prioritise prioritize probe profile promote qualify quantify quarantine randomise randomize rate "
        + "react rebuild reconcile refactor refine reflect refresh reinforce rerun resolve respect respond restart rethink reward scan scope score scrub "
        + "secure seed seek shadow shard shield simplify simulate slow solve specialise speed spend spill spread stage standardise standardize stub "
        + "substitute supervise support survey sync synchronise target teach throttle time tolerate transfer translate trust understand unify upgrade vary "
        + "visualise warm weight widen accept add adjust aim allow apply appoint arrange ask assign assume attach avoid begin block bound break build buy calculate call "
        + "capture check choose classify combine compare compress compute configure confirm consider convert copy count create cut decide "
        + "decompose define delegate delete derive describe detect determine disable discard distinguish divide document drop enable encode "
        + "encrypt enforce ensure establish estimate evaluate examine exclude expire explain expose extract fail feed filter find fix flag "
        + "forbid force forget format generate give grant group hide hold honour identify ignore implement include increase inject insert "
        + "inspect install instruct introduce invalidate isolate keep label learn leave let limit link list load log look lower maintain "
        + "make mark match measure merge minimise minimize monitor move name never normalise normalize note offer omit open order organise "
        + "organize parse pass pause pick place plan plant post prefer prepare present preserve prevent process produce propose protect "
        + "provide prune publish pull push put query quote raise rank read recalibrate recognise recognize record redact reduce refuse "
        + "reject release rely remember remove render repair repeat replace replan report require resample reserve reset restrict retain "
        + "retrieve retry return reuse review revise rewrite roll rotate route run sample save schedule search see select send separate set "
        + "share ship shorten show shrink sign skip sort specify spill split start state stop store stream strip structure summarise "
        + "summarize switch tag take tell test track train transform treat trigger trim truncate try tune turn update use validate verify "
        + "version wait warn watch weigh wrap write");

    // Of those, the ones that are as often nouns: an imperative only when a noun phrase follows.
    private static readonly FrozenSet<string> NounLike = Set(
        "aim block break call cause check copy count cut document drop estimate fail feed filter fix flag force format group hold label lead "
        + "limit link list load log look mark match measure move name note offer open order pass pause pick place plan plant post process "
        + "pull push query quote rank record release repair report reset return review roll route run sample schedule search share ship show "
        + "sign sort split start state stop store stream strip structure switch tag test track train trigger try turn update use version "
        + "wait watch wrap cache cap plan batch control cover design direct double exercise focus gate guarantee guard guide hand index lock map mask mirror mix "
        + "model monitor pace patch pilot pin prime probe profile rate reward scan scope score seed shadow shard shield speed stage stub support survey target "
        + "time transfer trust upgrade weight clean clear close slow warm own secure");

    private static readonly FrozenSet<string> NounPhraseStarts = Set(
        "a an the each every all any only one two three four five ten no at to for in on with from by up out how what which why when whether "
        + "where your its their his her our both some several as against after before off through until large long short small old new "
        + "more less fewer least most what enough exactly untrusted finished failed independent stable less many few it them that this these those");

    private static readonly FrozenSet<string> Determiners = Set("a an the each every all any your its their our his her this these those no only both some");

    private static readonly FrozenSet<string> FiniteVerbs = Set(
        "is are was were has have had can could may might will would does did must should returns costs makes gives helps keeps needs shows fails "
        + "lets means grows takes became become becomes remains remain brought sent caused gave made took went fell rose found held kept led lost ran "
        + "works depends suits matters saves adds hides");

    private static readonly FrozenSet<string> Auxiliaries = Set(
        "is are was were has have had can cannot could may might will would does do did must should");

    private static readonly string[] AdviceCues = [" should ", " must ", " ought to ", " need to ", " needs to ", " is worth ", " are worth "];
    private static readonly string[] MechanismCues =
        [" because ", " since ", " so that ", " therefore ", ", so ", " which means ", " as a result", " thus ", " hence ", " due to ", " owing to ", " by making ", " by removing ", "leads to ", " lets ", " allows ", " prevents ", " saves ", " means that "];

    private static readonly string[] ExampleOpenings =
        ["for example", "for instance", "as an example", "consider ", "suppose ", "imagine ", "one example", "an example", "e.g."];

    private static readonly string[] ExampleCues = [", for example,", ", for instance,", " such as ", "for example"];
    private static readonly string[] FigureCues =
        [" per cent", " percent", "%", " times ", " seconds", " minutes", " hours", " days", " tokens", " runs", " characters", " points", " cases", " calls", " tasks", " rows", " lines"];

    private static readonly string[] StrongCaveats =
        [
            "not help", "does not pay", "do not pay", "unsuitable", "not suitable", "poor choice", "is a mistake", " fails when", " fails if", " fail when",
            "breaks when", "stops being", "becomes harmful", "is harmful", "is dangerous", "are dangerous", "wasteful", "false economy", "not a saving",
            "too sensitive", "overhead", "drawback", "downside", "limitation", "at the cost of", "misleading", "brittle", "does not replace",
            "must not replace", "not a complete", "not enough", "alone do not", "worthless", " no value", " not worth", "destroys", "loses ", "can hide",
            "may hide", "has a price", "is expensive", "not a defence", "cannot replace", "becomes a superstition", "backfire", "do not loop", "costs one",
            "no longer ", "is not correctness", "guarantees form only", "not evidence", "is useless", "nearly useless", "only when", "except when", "unless ",
            "do not hide", "not reduce", "not make", "does not prove", "trade-off", "tradeoff", "at the expense",
        ];

    private static readonly string[] WeakCaveats =
        [" but ", " however", "although ", " though ", " risk", " too ", "cannot ", "whereas ", "while the", " may still", "costs ", " need much ", " requires ", " careful", " nevertheless", " despite ", " otherwise", "sooner or later"];

    private static readonly string[] ProblemCues =
        [
            "fail", "error", "mistake", "wrong", "lost", "lose", "omit", "overwrit", "conflict", "duplicate", "stale", "mislead", "inflat", "leak", "attack",
            "bias", "break", "loop", "stall", "waste", "contaminat", "ignored", "confus", "forget", "never ", "without ", "harm", "danger", "outage", "problem",
        ];

    private static readonly string[] DefinitionCues =
        [" is a ", " is an ", " is the ", " are the ", " is information ", " is text ", " is everything ", " means ", " refers to ", " consists of ", " is any ", " describes ", " divides ", " rewrites ", " is a set of "];

    /// <summary>The traits of a sentence.</summary>
    /// <param name="sentence">The cleaned sentence.</param>
    /// <param name="opensArticle">Whether it is the first sentence of its document, where definitions stand.</param>
    public static SentenceTraits Read(string sentence, bool opensArticle)
    {
        var lower = sentence.ToLowerInvariant();
        var traits = SentenceTraits.None;
        if (IsAdvice(lower))
            traits |= SentenceTraits.Advice;
        if (ContainsAny(lower, MechanismCues))
            traits |= SentenceTraits.Mechanism;
        if (StartsWithAny(lower, ExampleOpenings))
            traits |= SentenceTraits.Example;
        if (HasFigure(lower))
            traits |= SentenceTraits.Figure;
        if (IsCaveat(lower))
            traits |= SentenceTraits.Caveat;
        if (ContainsAny(lower, ProblemCues))
            traits |= SentenceTraits.Problem;
        if ((opensArticle || !traits.HasFlag(SentenceTraits.Advice)) && IsDefinition(lower, opensArticle))
            traits |= SentenceTraits.Definition;
        return traits;
    }

    /// <summary>Whether a sentence mentions an example without opening with one.</summary>
    public static bool MentionsExample(string sentence) => ContainsAny(sentence.ToLowerInvariant(), ExampleCues);

    /// <summary>Whether a heading or sentence opens with an imperative.</summary>
    public static bool IsImperative(string text)
    {
        var words = TaskWord.Of(text);
        if (words.Count < 2)
            return false;

        var first = words[0].Lower;
        if (first is "never" or "always" or "don't" || (first is "do" && words[1].Lower is "not"))
            return true;
        return NounLike.Contains(first) ? !HasFiniteVerb(words) : Verbs.Contains(first) || (Determiners.Contains(words[1].Lower) && MayBeVerb(first));
    }

    // "Prefetch the next page": a bare word before a determiner asks, whatever the word; "When the …" and "Running the …" do not.
    private static bool MayBeVerb(string first) =>
        first.All(char.IsLetter)
        && !StopWords.Contains(first)
        && !first.EndsWith("ing", StringComparison.Ordinal) && !first.EndsWith("ed", StringComparison.Ordinal) && !first.EndsWith("ly", StringComparison.Ordinal)
        && (!first.EndsWith('s') || first.EndsWith("ss", StringComparison.Ordinal));

    // "Test feedback repaired …" states, "Test the tools …" asks: what follows decides.
    private static bool HasFiniteVerb(IReadOnlyList<TaskWord> words)
    {
        for (var i = 1; i < words.Count && i < 5; i++)
        {
            var word = words[i].Lower;
            if (FiniteVerbs.Contains(word) || (i > 1 && word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal)))
                return true;
            if (NounPhraseStarts.Contains(word))
                return false;
        }

        return false;
    }

    /// <summary>Whether a text that need not be a sentence, such as a cell of a table, asks for something or has a verb of its own.</summary>
    public static bool IsClause(string text)
    {
        if (IsImperative(text))
            return true;

        var words = TaskWord.Of(text);
        if (words.Count == 0 || LacksSubject(words[0].Lower))
            return false;

        foreach (var word in words)
        {
            if (word.Lower is "that" or "which" or "who" or "whose" or "where" or "when")
                return false;
            if (Auxiliaries.Contains(word.Lower))
                return true;
        }

        return false;
    }

    // "Shows whether …", "Keeps the context …"
    private static bool LacksSubject(string first) =>
        first.EndsWith('s') && (IsVerb(first[..^1]) || (first.EndsWith("es", StringComparison.Ordinal) && IsVerb(first[..^2])));

    /// <summary>Whether a word may be an imperative verb, its noun use aside.</summary>
    public static bool IsVerb(string lower) => Verbs.Contains(lower) || NounLike.Contains(lower);

    private static bool IsAdvice(string lower) => IsImperative(lower) || ContainsAny(lower, AdviceCues);

    private static bool IsCaveat(string lower)
    {
        if (ContainsAny(lower, StrongCaveats))
            return true;

        var weak = 0;
        foreach (var cue in WeakCaveats)
        {
            if (lower.Contains(cue, StringComparison.Ordinal))
                weak++;
        }

        return weak > 1;
    }

    private static bool IsDefinition(string lower, bool opensArticle)
    {
        var padded = opensArticle ? lower : lower[..Math.Min(lower.Length, 48)];
        return ContainsAny(padded, DefinitionCues);
    }

    private static bool HasFigure(string lower)
    {
        // A measured case opens with where it was measured, whether its figures are digits or words.
        if (lower.StartsWith("in one ", StringComparison.Ordinal) || lower.StartsWith("in an illustrative ", StringComparison.Ordinal))
            return true;
        return lower.Any(char.IsAsciiDigit) && ContainsAny(lower, FigureCues);
    }

    private static bool ContainsAny(string lower, string[] cues) => Array.Exists(cues, cue => lower.Contains(cue, StringComparison.Ordinal));

    private static bool StartsWithAny(string lower, string[] cues) => Array.Exists(cues, cue => lower.StartsWith(cue, StringComparison.Ordinal));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
