using System.Text;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Tests.Generators;

namespace Flywheel.Harness.Tests.Diffs;

public class HarnessDiffTests
{
    [Fact]
    public void Diff_then_apply_gives_the_target() => Properties.ForAnySeed(500, seed =>
    {
        var first = new SpecGenerator(seed).Spec();
        var before = HarnessLoader.Parse(first.ToJsonString(), "before");
        var after = HarnessLoader.Parse(new SpecMutator(seed).Mutate(first).ToJsonString(), "after");

        var changes = HarnessDiff.Between(before, after);

        Encoding.UTF8.GetString(HarnessDiff.Apply(before, changes).Span).ShouldBe(after.CanonicalText);
        (changes.Count == 0).ShouldBe(before.Hash == after.Hash);
    });

    [Fact]
    public void Unrelated_harnesses_diff_and_apply_too() => Properties.ForAnySeed(200, seed =>
    {
        var before = HarnessLoader.Parse(new SpecGenerator(seed).Spec().ToJsonString(), "before");
        var after = HarnessLoader.Parse(new SpecGenerator(~seed).Spec().ToJsonString(), "after");

        Encoding.UTF8.GetString(HarnessDiff.Apply(before, HarnessDiff.Between(before, after)).Span).ShouldBe(after.CanonicalText);
    });

    [Fact]
    public void A_diff_speaks_of_rules_thresholds_and_words()
    {
        var before = HarnessLoader.Parse("""
            harness: a
            instructions: {planner: Plan the work in two steps.}
            verify: {threshold: 8}
            rules:
              - {id: cite, stage: synthesis, text: Cite., directive: {kind: max_words, n: 300}}
              - {id: old, stage: plan, text: Old.}
            """, "a");
        var after = HarnessLoader.Parse("""
            harness: a
            instructions: {planner: Plan the work in three small steps.}
            verify: {threshold: 8.5}
            memory: {retrieve: 0}
            rules:
              - {id: new, stage: plan, text: Ask what is missing.}
              - {id: cite, stage: synthesis, text: Cite., directive: {kind: max_words, n: 250}}
            """, "a");

        DiffText.Render(HarnessDiff.Between(before, after)).ShouldBe("""
            ~ instructions.planner: 2 words added, 1 removed
                Plan the work in [-two -]{+three small +}steps.
            - rule old removed
            + rule new added (plan): Ask what is missing.
            ~ rules[cite].directive: {"kind":"max_words","n":300} → {"kind":"max_words","n":250}
            ~ verify.threshold: 8 → 8.5
            + memory: {"retrieve":0} (was the default)

            """);
    }

    [Fact]
    public void Reordered_rules_are_one_change()
    {
        var before = HarnessLoader.Parse("harness: a\nrules: [{id: a, stage: plan, text: A}, {id: b, stage: plan, text: B}, {id: c, stage: plan, text: C}]", "a");
        var after = HarnessLoader.Parse("harness: a\nrules: [{id: c, stage: plan, text: C}, {id: a, stage: plan, text: A}, {id: b, stage: plan, text: B}]", "a");

        var change = HarnessDiff.Between(before, after).ShouldHaveSingleItem();

        change.Kind.ShouldBe(ChangeKind.Moved);
        change.Summary.ShouldBe("rules in another order");
    }

    [Theory]
    [InlineData("harness: a\nverify: {threshold: 7}\nrules: [{id: r, stage: plan, text: Rule.}]", "rules[r]", "it is there already")]
    [InlineData("harness: a", "verify", "its place is not there")]
    public void A_change_that_does_not_fit_is_named(string other, string key, string why)
    {
        var before = HarnessLoader.Parse("harness: a\nverify: {threshold: 7}\nrules: []", "a");
        var after = HarnessLoader.Parse("harness: a\nverify: {threshold: 8}\nrules: [{id: r, stage: plan, text: Rule.}]", "a");

        var error = Should.Throw<HarnessException>(() => HarnessDiff.Apply(HarnessLoader.Parse(other, "other"), [.. HarnessDiff.Between(before, after).OrderBy(change => change.Key.StartsWith(key, StringComparison.Ordinal) ? 0 : 1)]));

        error.Message.ShouldContain(key);
        error.Message.ShouldContain(why);
    }

    [Fact]
    public void A_change_knows_its_surface()
    {
        var before = HarnessLoader.Parse("harness: a", "a");
        var after = HarnessLoader.Parse("""
            harness: a
            instructions: {planner: P}
            rules: [{id: r, stage: plan, text: t}]
            tools: [{name: t}]
            routing: {skills: explicit}
            memory: {retrieve: 1}
            retry: {attempts: 2}
            """, "a");

        HarnessDiff.Between(HarnessLoader.Parse("harness: a\nrouting: {}", "a"), after).Single(change => change.Key == "routing.skills").Surface.ShouldBe("skills");
        HarnessDiff.Between(before, after).Select(change => change.Surface).ShouldBe(["instructions", "rules", "tools", "config", "config", "memory"]);
    }

    [Fact]
    public void Kept_and_added_words_are_the_new_text_and_kept_and_removed_the_old() => Properties.ForAnySeed(300, seed =>
    {
        var random = new Random(seed);
        string[] words = ["Plan", "the", "work,", "in", "two", "steps.", "(really)", "\n", "naïve", "🚀🚀", "don't", "  "];
        string Text() => string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
        var (before, after) = (Text(), Text());

        var edits = TextDiff.Words(before, after);

        string.Concat(edits.Where(edit => edit.Change != WordChange.Removed).Select(edit => edit.Text)).ShouldBe(after);
        string.Concat(edits.Where(edit => edit.Change != WordChange.Added).Select(edit => edit.Text)).ShouldBe(before);
    });

    [Fact]
    public void Line_origins_point_at_equal_lines_in_rising_order() => Properties.ForAnySeed(300, seed =>
    {
        var random = new Random(seed);
        string[] Lines() => [.. Enumerable.Range(0, random.Next(12)).Select(_ => ((char)('a' + random.Next(5))).ToString())];
        var (before, after) = (Lines(), Lines());

        var origins = TextDiff.LineOrigins(before, after);

        var kept = origins.Select((origin, line) => (origin, line)).Where(pair => pair.origin >= 0).ToList();
        kept.ShouldAllBe(pair => before[pair.origin] == after[pair.line]);
        kept.Select(pair => pair.origin).ShouldBe(kept.Select(pair => pair.origin).Distinct().Order());
        if (before.SequenceEqual(after))
            origins.ShouldBe(Enumerable.Range(0, after.Length));
    });
}
