using System.Collections.Frozen;

namespace Flywheel.Agents.Tasks;

/// <summary>The words with which people ask, as opposed to what they ask about.</summary>
internal static class AskingWords
{
    /// <summary>Words that a task may open with and that say nothing of its topic.</summary>
    public static readonly FrozenSet<string> Openers = Set(
        "please", "can", "could", "would", "will", "you", "i", "we", "us", "me", "want", "need", "like", "to", "know", "learn",
        "search", "look", "find", "out", "up", "research", "investigate", "study", "write", "create", "produce", "prepare", "draft",
        "compile", "generate", "make", "give", "list", "name", "show", "explain", "describe", "tell", "discuss", "summarise",
        "summarize", "outline", "review", "report", "compare", "identify", "rank", "collect", "present", "suggest", "recommend",
        "for", "on", "about", "a", "an", "the", "some", "all", "of", "in", "short", "brief", "detailed", "comprehensive", "thorough",
        "exhaustive", "depth", "deep", "dive", "into", "article", "document", "overview", "summary", "essay", "page", "note", "memo",
        "what", "which", "why", "when", "where", "who", "how", "is", "are", "was", "were", "do", "does", "did", "should", "must",
        "there", "your", "my", "our", "that", "best", "good", "most", "common", "important", "key", "main", "guide", "way", "ways");

    /// <summary>Words between a count and what is counted that rank the items rather than name them.</summary>
    public static readonly FrozenSet<string> Rankings = Set(
        "most", "best", "key", "common", "main", "important", "effective", "frequent", "useful", "popular", "proven", "practical",
        "simple", "easy", "good", "top", "essential", "critical", "biggest", "largest", "worst", "of", "the", "very", "different",
        "concrete", "recommended", "specific", "powerful", "promising", "likely", "typical", "usual", "frequently", "widely", "used",
        "single", "greatest", "serious", "dangerous", "relevant", "great", "fundamental", "core");

    /// <summary>Item nouns that carry no topic of their own, all of them things to do.</summary>
    public static readonly FrozenSet<string> GenericItems = Set(
        "way", "ways", "technique", "techniques", "method", "methods", "strategy", "strategies", "tip", "tips", "practice", "practices",
        "approach", "approaches", "thing", "things", "step", "steps", "idea", "ideas", "option", "options", "rule", "rules", "principle",
        "principles", "pattern", "patterns", "measure", "measures", "tactic", "tactics", "recommendation", "recommendations", "guideline",
        "guidelines", "trick", "tricks", "lesson", "lessons", "habit", "habits", "advice", "guide", "items", "points", "do's", "dos");

    /// <summary>Item nouns for what goes wrong.</summary>
    public static readonly FrozenSet<string> Problems = Set(
        "mistake", "mistakes", "failure", "failures", "mode", "modes", "risk", "risks", "problem", "problems", "pitfall", "pitfalls", "bias",
        "biases", "attack", "attacks", "threat", "threats", "error", "errors", "cause", "causes", "danger", "dangers", "weakness",
        "weaknesses", "limitation", "limitations", "drawback", "drawbacks", "challenge", "challenges", "antipattern", "antipatterns",
        "issue", "issues", "defect", "defects", "vulnerability", "vulnerabilities", "bug", "bugs", "trap", "traps", "disadvantage",
        "disadvantages", "symptom", "symptoms", "incident", "incidents", "hazard", "hazards", "obstacle", "obstacles");

    /// <summary>Further nouns that a number at the start of a task may count.</summary>
    public static readonly FrozenSet<string> Countables = Set(
        "reasons", "benefits", "advantages", "examples", "metrics", "tools", "signs", "criteria", "factors", "ingredients", "properties",
        "features", "kinds", "types", "signals", "indicators", "questions", "facts", "arguments", "trends", "differences");

    /// <summary>Openers that belong to the question itself, so that a title keeps them.</summary>
    public static readonly FrozenSet<string> Interrogatives = Set(
        "what", "which", "why", "when", "where", "who", "how", "is", "are", "was", "were", "do", "does", "did", "should", "must",
        "compare", "best", "good", "most", "common", "important", "key", "main", "way", "ways", "guide", "deep");

    /// <summary>Words that announce a comparison of several subjects.</summary>
    public static readonly FrozenSet<string> Comparisons = Set(
        "compare", "comparing", "comparison", "compared", "versus", "vs", "difference", "differences", "contrast", "across", "both", "respectively");

    /// <summary>Words that join a counted noun to what it is about.</summary>
    public static readonly FrozenSet<string> Joins = Set(
        "to", "for", "of", "in", "on", "when", "with", "that", "which", "by", "about", "while", "during", "from", "against", "between",
        "at", "within", "regarding", "concerning", "around", "an", "a", "if", "you", "we", "agents");

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
