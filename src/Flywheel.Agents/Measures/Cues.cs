using System.Collections.Frozen;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// The words by which English prose shows what a sentence does: give a reason, an example, a caveat, or nothing at all.
/// All lists are closed and part of the measures' definition (docs/measures.md).
/// </summary>
internal static class Cues
{
    /// <summary>Says why or how something works.</summary>
    public static readonly PhraseSet Mechanism = new(
        "because", "since", "so that", "therefore", "thus", "hence", "which means", "leads to", "lead to", "as a result", "in order to",
        "due to", "owing to", "the reason", "the cause", "depends on", "works by", "so the", "so it", "so a", "so an", "so they", "so that's",
        "which makes", "which keeps", "makes it", "consequently", "by means of", "this lowers", "this keeps", "this prevents", "causes",
        "prevents", "comes from", "it happens", "turns the", "that is why", "results in", "allows", "lets the", "enables", "means that",
        "protects", "saves", "reduces", "avoids");

    /// <summary>Gives a case.</summary>
    public static readonly PhraseSet Example = new(
        "for example", "for instance", "e.g.", "such as", "illustrative", "as an example", "imagine", "suppose", "consider the case", "in one",
        "in practice", "one team", "a case in point", "case study", "once", "to illustrate", "say,", "like this");

    /// <summary>Says where a statement stops holding, what it costs, or what not to do.</summary>
    public static readonly PhraseSet Caveat = new(
        "however", "but", "unless", "although", "though", "whereas", "except", "exception", "do not", "does not", "don't", "doesn't", "never",
        "not a", "is no", "avoid", "fails when", "fail when", "only when", "only if", "unsuitable", "risk", "risks", "drawback", "limitation",
        "trade-off", "tradeoff", "at the cost", "costs", "wasteful", "dangerous", "cannot", "can not", "poor choice", "harmful", "mistake",
        "false economy", "too often", "too sensitive", "too long", "price", "not worth", "caveat", "downside", "stops being", "must not",
        "should not", "nobody", "misleading", "instead of", "rather than", "even if", "even though", "loses", "hides", "unsafe");

    /// <summary>A caveat that closes a train of thought: what a section usually ends with.</summary>
    public static readonly PhraseSet Limit = new(
        "does not help", "do not help", "is unsuitable", "are unsuitable", "fails when", "stops being", "poor choice", "is a mistake",
        "are a mistake", "false economy", "is wasteful", "are wasteful", "not a complete", "becomes harmful", "is dangerous", "exception",
        "should skip", "too sensitive", "cannot rescue", "do not pay", "does not pay", "has a price", "is expensive", "drawback", "limitation",
        "nearly useless", "is pointless", "needs enough", "does not replace", "do not replace", "is not a saving", "is no measure");

    /// <summary>Words a text is padded with.</summary>
    public static readonly PhraseSet Filler = new(
        "it is important to", "it is worth", "it's important to", "it's worth", "it should be noted", "it must be noted", "important to note",
        "important to remember", "important to keep in mind", "worth noting", "worth mentioning", "needless to say", "as we all know",
        "in today's", "in the modern world", "fast-moving world", "fast-paced", "ever-changing", "ever-evolving", "plays a crucial role",
        "play a crucial role", "plays a vital role", "plays an important role", "play an important role", "plays a key role",
        "play a key role", "plays a significant role", "at the end of the day", "when it comes to", "when all is said and done",
        "there are many", "there are various", "there are several", "there are a number of", "a wide range of", "a wide variety of",
        "a variety of", "a number of factors", "more important than ever", "cannot be overstated", "can not be overstated",
        "cannot be emphasised enough", "cannot be emphasized enough", "one should always", "keep in mind", "bear in mind",
        "take into account", "best practices play", "goes without saying", "first and foremost", "last but not least", "generally speaking",
        "all things considered", "in many ways", "in many cases", "in various ways", "as mentioned", "as noted above", "as stated",
        "is key", "is crucial", "is essential", "is vital", "is paramount", "is of utmost importance", "of great importance",
        "of paramount importance", "holistic", "game changer", "game-changer", "unlock", "unleash", "delve", "tapestry", "landscape of",
        "realm of", "world of", "journey", "stakeholders", "synergy", "seamless", "cutting-edge", "state-of-the-art", "next level",
        "make a significant difference", "makes a significant difference", "makes all the difference", "make all the difference",
        "a lot of", "many people", "many experts", "experts agree", "everyone knows", "everybody knows", "it is clear that", "it is obvious",
        "obviously", "undoubtedly", "without a doubt", "of course", "in general", "in this regard", "in this context", "with this in mind",
        "that being said", "having said that", "this is something", "these things", "and so on", "and so forth", "valuable insights",
        "great results", "better outcomes", "huge benefits", "many benefits", "numerous benefits", "great benefits", "success in the long run",
        "for success", "achieve success", "successful outcome", "successful outcomes", "continuous improvement", "various aspects",
        "many aspects", "different aspects", "several aspects", "careful consideration", "carefully consider", "should be considered carefully");

    /// <summary>Speaks of the document itself.</summary>
    public static readonly PhraseSet Meta = new(
        "below", "the following", "this document", "this article", "this guide", "this section", "this report", "these practices",
        "these techniques", "in summary", "in conclusion", "to summarise", "to summarize", "to sum up", "as described above", "described above",
        "the next section", "the previous section", "we will", "let us", "listed here", "this list", "the rest of", "ordered by");

    /// <summary>Openings that need a sentence before them.</summary>
    public static readonly PhraseSet Dangling = new(
        "for example", "for instance", "however", "therefore", "thus", "hence", "moreover", "furthermore", "also", "but", "and", "or", "it",
        "they", "this", "these", "those", "such", "its", "their", "as a result", "in contrast", "by contrast", "instead", "otherwise", "then",
        "another", "the latter", "the former", "similarly", "likewise", "consequently", "in addition", "additionally", "besides", "so",
        "yet", "nevertheless", "nonetheless", "still", "conversely", "on the other hand", "in that case", "in this case", "in one", "in an", "because of this",
        "for this reason", "for that", "after that", "afterwards", "finally", "second", "third", "next", "that is why", "even so", "both", "he", "she", "here", "there");

    /// <summary>What stands where text has not been written.</summary>
    public static readonly PhraseSet Placeholder = new(
        "todo", "tbd", "fixme", "lorem ipsum", "to be written", "to be done", "to be added", "to be completed", "to be determined",
        "coming soon", "placeholder", "insert text", "your text here", "content goes here", "under construction", "fill in", "not yet written");

    /// <summary>Stems of words that name nothing in particular.</summary>
    public static readonly FrozenSet<string> Generic = Stems(
        "attention deserve deserves carefully act acts acting worthy concerned matters mattering thereby overall impacts consequence consequences "
        + "able about above accordingly account achieve achieving active actual add additional additionally address adequate adopt "
        + "advantage affect age aim aiming allow amazing ample angle apply applying approach appropriate area around aspect aspire "
        + "assess assist attain available avoid aware awesome base basically become begin belief believe beneficial benefit best better "
        + "big bigger bring broad broader build capable care careful case cause certain certainly challenge change choice choose "
        + "circumstance circumstances clear clearly close come commitment committed common commonly company complete complex "
        + "comprehensive concept concern condition consider considerable considerably consideration consistent continue continuous "
        + "contribute core correct countless couple create critical crucial crucially culture current customer day days deal decide "
        + "dedication deep deeper definitely deliver demand depend depending desirable desired detail determine develop development "
        + "different difficult direct discuss discussion diverse drive dynamic easier easy effect effective effectively efficiency "
        + "efficient effort element elevate elevated embrace emphasis empower empowering enable encourage end endless engage enhance "
        + "enjoy enormous ensure enterprise enthusiastic entire era especially essential essentially establish even event ever every "
        + "everyone everything evident evidently evolve exactly excellence excellent excited exciting exist expect experience expert "
        + "explore extra extremely face fact factor fantastic fast field find first focus follow form foster foundation frequently fully "
        + "function fundamental fundamentally further furthermore future gain general get give goal goals good great greater greatly "
        + "groundbreaking grow growth guide hand handle hands happen hard harness harnessing help helpful high higher highly holistic "
        + "hope huge idea ideal identify impact impactful imperative implement implementation implication implications importance "
        + "important improve improvement include increase increasingly incredible indispensable individual industry influence initiative "
        + "innovation innovative insight integral integrate interest interesting introduce invaluable involve item keep key kind know "
        + "known lack landscape large largely last learn leverage life like likely line little long look lot love main mainly maintain "
        + "major make manage management manner many matter maximise maximize mean meaningful meet mention mentioned method mind mindset "
        + "modern monitor moreover most mostly move much multiple myriad natural naturally nature necessary need new nice notable "
        + "notably note noteworthy notion nowadays number numerous objective obvious offer often one opportunity optimal optimise "
        + "optimize option organisation organization outcome overall paramount part particular particularly passion people perfect "
        + "perform performance perspective pivotal plan play plenty plethora point points popular position positive possible potential "
        + "power powerful practical practice precise prepare present pretty prevent previous primary principle proactive problem process "
        + "produce product productive productivity professional project proper properly provide purpose pursue pursuit put quality quick "
        + "quickly quite rapid reader real realise realised reality realize really reason recall recent recognise recognize reduce "
        + "regard regular regularly relate relevant reliable remain remarkable remember require requirement respect responsible "
        + "revolutionary revolutionise revolutionize rich right robust role said say scale scenario seamless see seem sense serious set "
        + "several significance significant significantly similar simple simply situation small smart society solid solution solve "
        + "something sort speak speaking special specific stakeholder standard start stated stay strategic strategy strength strong "
        + "stronger structure subject substantially succeed success successful suggest suitable support sure surely sustainable synergy "
        + "take talk team technique technology tend term theme thing think thorough thoroughly thought thoughtful time today together "
        + "top topic total transform transformative tremendous trend true truly truth try turn type typical typically ultimate "
        + "ultimately undeniable understand understanding unique unlock use useful user usual usually utilise utilize valuable value "
        + "varied varies variety various vary vast view viewpoint vision vital want way well whole wide widely wider win wise wish "
        + "wishes wonderful word work world worth worthwhile write year");

    private static FrozenSet<string> Stems(string words) => Tokenizer.Terms(words).ToFrozenSet(StringComparer.Ordinal);
}
