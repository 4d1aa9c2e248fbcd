namespace Flywheel.Harness.Tests.Linting;

/// <summary>Makes harnesses without faults, from sentences that resemble each other without contradicting or repeating each other.</summary>
internal static class HealthyHarness
{
    private static readonly string[] Writing =
    [
        "Cite a source in every item, at the sentence it supports.", "Never cite a source that was not read.", "Name the version of each library.", "Write short paragraphs.",
        "Put long code listings into an appendix.", "Explain an acronym where it first stands.", "Give figures with their unit.", "Give dates with their year.",
        "Prefer the active voice.", "Open with the answer.", "Close with what remains open.", "Say on how many cases a benchmark ran.", "Do not compare figures of different years.",
        "Avoid rhetorical questions.", "Keep headings free of verbs.", "Use the reader's own terms for the reader's own things.", "Mention licences where code is copied.",
        "Leave out the history of a field unless the task asks for it.", "Describe the mechanism before the benefit.", "Show one worked case per section.", "Do not repeat the task in the introduction.",
        "Quote at most one sentence of a source at a time.", "State who measured a figure.", "Link a claim to the setting it was observed in.", "Use tables for three or more attributes.",
        "Do not use tables for prose.", "Say when two sources disagree.", "Follow the newer source when both are equal in method.", "Mark estimates as estimates.", "Never round a figure twice.",
        "Translate units of other countries.", "Spell names as their bearers do.", "Give the cost of each option.", "Name one alternative that was considered.", "Write for a colleague of another team.",
        "Never promise a date.", "Do not address the reader as a beginner.", "Group related warnings.", "Put the strongest reason first.", "Mention what would change the conclusion.",
    ];

    private static readonly string[] Planning =
    [
        "Ask from two angles.", "Search for failures as well as successes.", "Use the words a source would use.", "Never search for the task's own wording.", "Split only what needs different sources.",
        "Note the mistake a hurried writer would make.", "Prefer questions a table could answer.", "Look for the oldest mention of an idea.", "Ask what an expert would doubt.", "Plan no section without a question behind it.",
    ];

    private static readonly string[] Judging =
    [
        "Name the section in every issue.", "Score each dimension on its own.", "Do not praise.", "Ask only for what the sources can support.", "Lower relevance for sentences that change nothing.",
        "Read the headings as promises.", "Check every figure against its source.", "Prefer three real issues to ten small ones.",
    ];

    private static readonly string[] Revising =
    [
        "Change only what an issue names.", "When a sentence moves, its citation moves along.", "Remove what the sources can not settle.", "Keep the numbering of sources.", "Settle issues in the order they are given.",
        "Never soften a claim to save it.", "Merge sections that turned out to be one.",
    ];

    private static readonly string[] Instructions =
    [
        "Write a document that answers the task. Begin with the answer, unfold it in sections, close with what is uncertain. Put the number of the source at the end of the sentence it supports.",
        "Write for someone who has to act today. Each section states what to do, why it works, and how one notices that it fails. When the sources do not say something, leave it out.",
        "Bring the sources together: a section that retells one source after another has not been written yet. Explain mechanisms and give the figures the sources give.",
        "Give each item a heading that names it, a reason, one case with numbers, and the situation in which it does not apply. Items differ in substance.",
        "Answer plainly. Prefer few points in depth to many in passing, and cover what an expert would look for first. Without a source no claim stands.",
    ];

    private static readonly string[] Directives =
    [
        "{kind: cite_each_item}", "{kind: source_minimum, n: 3}", "{kind: min_sentences_per_section, n: 2}", "{kind: max_words, n: 1500}", "{kind: require_example}", "{kind: caveat_required}",
        "{kind: forbid_phrase, text: in today's world}", "{kind: order_by, key: citations}", "{kind: section, title: Open questions, per: document}",
    ];

    private static readonly string[] DirectiveTexts =
    [
        "Tie every item to evidence.", "Rest on several sources.", "Explain, do not list.", "Stay within what one sitting can hold.", "Make each section concrete.", "Own up to limits.",
        "Spare the reader commonplaces.", "Best supported sections come first.", "Tell what nobody knows yet.",
    ];

    /// <summary>A harness without faults.</summary>
    public static FaultyHarness Make(Random random, int number)
    {
        var harness = new FaultyHarness($"h{number}", random);
        harness.Instructions["synthesis.enumerated"] = Pick(random, Instructions);
        harness.Instructions["synthesis.best_practices"] = Pick(random, Instructions);
        harness.Instructions["synthesis.research"] = Pick(random, Instructions);
        harness.Instructions["revise"] = "Settle every issue from the sources and change nothing else. Return the whole document.";
        Add(harness, random, "synthesis", Writing, random.Next(4, 12));
        Add(harness, random, "plan", Planning, random.Next(1, 5));
        Add(harness, random, "evaluate", Judging, random.Next(1, 4));
        Add(harness, random, "revise", Revising, random.Next(1, 4));
        foreach (var i in Enumerable.Range(0, Directives.Length).OrderBy(_ => random.Next()).Take(random.Next(0, 5)))
            harness.Add("synthesis", DirectiveTexts[i], Directives[i], random.Next(3) == 0 ? "{confidence: 0.7, retire_when: '2031-05-01'}" : null);
        return harness;
    }

    private static void Add(FaultyHarness harness, Random random, string stage, string[] texts, int count)
    {
        foreach (var text in texts.OrderBy(_ => random.Next()).Take(count))
            harness.Add(stage, text);
    }

    private static string Pick(Random random, string[] texts) => texts[random.Next(texts.Length)];
}
