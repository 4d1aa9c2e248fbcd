using System.Text.Json;
using Flywheel.Harness.Linting;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Linting;

/// <summary>
/// Pairs of rules in wording that lint was not written for: contradictions it should find, and pairs that only look like it. The first figure is a floor that
/// says how much lint sees of free wording: far from all of it (7 of 20 before lint was widened for it, 11 after).
/// </summary>
public class FreeWordingTests(ITestOutputHelper output)
{
    private static readonly (string One, string Other)[] Contradictions =
    [
        ("End with a summary.", "Do not write a summary."),
        ("Use numbered lists for steps.", "Steps are never put into numbered lists."),
        ("Address the reader as 'you'.", "The reader is not addressed directly."),
        ("Quote the sources at length.", "Quotations are kept to a single line."),
        ("Mention the price of every product.", "Prices have no place in the text."),
        ("Include a table of contents.", "Leave the table of contents out."),
        ("Give at least three examples.", "Use no more than two examples."),
        ("Keep paragraphs under 60 words.", "Develop each paragraph fully, in at least 100 words."),
        ("Write in the first person.", "Write in the third person."),
        ("Put conclusions first.", "Put conclusions last."),
        ("Link to the original page.", "Links are not allowed."),
        ("Explain every abbreviation.", "Abbreviations need no explanation."),
        ("Prefer recent sources.", "Prefer classic sources over recent ones."),
        ("Always ask the user before you search.", "Search without asking the user."),
        ("Bold the key terms.", "Avoid bold type."),
        ("Use emoji to mark warnings.", "Do not use emoji."),
        ("State your confidence in every claim.", "Never state confidence."),
        ("Include code in Python.", "Include code in C#."),
        ("Be exhaustive.", "Be concise."),
        ("Start with a definition.", "Definitions come at the end."),
    ];

    private static readonly (string One, string Other)[] Compatible =
    [
        ("Cite a source for every claim.", "Never cite a source you have not read."),
        ("Use tables for comparisons.", "Do not use tables for prose."),
        ("Write short sentences.", "Write long code samples in an appendix."),
        ("Include examples.", "Do not include examples from the task itself."),
        ("Give at least two sentences per section.", "Write at most twelve sections."),
        ("Begin with the answer.", "End with open questions."),
        ("Mention risks.", "Do not exaggerate risks."),
        ("Use the metric system.", "Never mix systems of units."),
        ("Ask before you delete a file.", "Ask before you send a message."),
        ("Name the author of a study.", "Do not name private persons."),
        ("Search twice.", "Never search for the same words twice."),
        ("Summarise each section in its first sentence.", "Do not summarise sources one after another."),
        ("Explain the mechanism.", "Explain the cost."),
        ("Say when a figure is an estimate.", "Say when a figure is old."),
        ("Keep the reader's vocabulary.", "Keep the reader's order of questions."),
        ("Compare with last year's figures.", "Compare with competitors' figures."),
    ];

    [Fact]
    public void Some_contradictions_in_free_wording_are_found_and_no_compatible_pair_is_reported()
    {
        var found = Contradictions.Where(pair => Findings(pair).Count > 0).ToList();
        var alarms = Compatible.Where(pair => Findings(pair).Count > 0).ToList();

        output.WriteLine($"found {found.Count} of {Contradictions.Length}, false alarms {alarms.Count} of {Compatible.Length}");
        foreach (var (one, other) in Contradictions.Except(found))
            output.WriteLine($"missed: {one} / {other}");
        foreach (var (one, other) in alarms)
            output.WriteLine($"false alarm: {one} / {other}");
        found.Count.ShouldBeGreaterThanOrEqualTo(11);
        alarms.ShouldBeEmpty();
    }

    private static IReadOnlyList<LintFinding> Findings((string One, string Other) pair) =>
        HarnessLint.Check(new LintContext
        {
            Harness = HarnessLoader.Parse($"harness: a\nrules:\n  - {{id: one, stage: synthesis, text: {JsonSerializer.Serialize(pair.One)}}}\n  - {{id: other, stage: synthesis, text: {JsonSerializer.Serialize(pair.Other)}}}\n", "a"),
            Now = DateTimeOffset.UnixEpoch,
        }).Findings;
}
