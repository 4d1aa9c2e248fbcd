using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Linting;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Runs;

namespace Flywheel.Harness.Tests.Linting;

public class HarnessLintTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Faulty => [.. Directory.EnumerateFiles(FaultyFolder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string FaultyFolder => Path.Combine(RepositoryRoot.Path, "tests", "Flywheel.Harness.Tests", "Linting", "Faulty");

    [Fact]
    public void There_are_twelve_faulty_samples() => Faulty.Count.ShouldBe(12);

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Every_planted_fault_is_found_and_nothing_else(string file)
    {
        var text = File.ReadAllText(Path.Combine(FaultyFolder, file));
        var expected = text.Split('\n').Where(line => line.StartsWith("# expect: ", StringComparison.Ordinal)).Select(line => line["# expect: ".Length..]);

        var found = HarnessLint.Check(Context(HarnessLoader.Parse(text, file, new Bare()), Runs(text))).Findings;

        found.Select(finding => $"{finding.Lint} {string.Join(", ", finding.Subjects)}").ShouldBe(expected, ignoreOrder: true, string.Join('\n', found.Select(finding => finding.Message)));
    }

    [Fact]
    public void Nothing_is_found_in_the_shipped_harnesses()
    {
        foreach (var name in BuiltInHarnesses.Names)
            HarnessLint.Check(Context(BuiltInHarnesses.Find(name)!, [])).Findings.ShouldBeEmpty(name);
    }

    [Fact]
    public void A_finding_names_the_line_and_says_what_to_do()
    {
        var harness = HarnessLoader.Parse("harness: a\nrules:\n  - {id: x, stage: plan, text: Always use short queries.}\n  - {id: y, stage: plan, text: Never use short queries.}", "a");

        var finding = HarnessLint.Check(Context(harness, [])).Findings.ShouldHaveSingleItem();

        finding.Line.ShouldBe(4);
        finding.Message.ShouldBe("'x' and 'y' can not both be obeyed: one asks for what the other forbids. Keep one.");
    }

    [Fact]
    public void The_report_counts_tokens_per_stage_and_rule()
    {
        var report = HarnessLint.Check(Context(BuiltInHarnesses.Default, []));

        report.Stages.Count.ShouldBe(8);
        report.Stages.Where(stage => stage.Text.Length > 0).ShouldAllBe(stage => stage.Tokens > 0);
    }

    [Fact]
    public void Few_runs_say_nothing_about_use()
    {
        var harness = HarnessLoader.Parse("harness: a\nrules: [{id: r, stage: tools, text: Ask., directive: {kind: confirm_before, tool: pay}}]", "a");
        List<RunFact> runs = [.. Enumerable.Repeat(Run("a", ("r", "not_applicable")), 19)];

        HarnessLint.Check(Context(harness, runs)).Findings.ShouldBeEmpty();
        HarnessLint.Check(Context(harness, [.. runs, runs[0]])).Findings.ShouldHaveSingleItem().Lint.ShouldBe(LintRules.Unexercised);
    }

    private static LintContext Context(LoadedHarness harness, IReadOnlyList<RunFact> runs) => new() { Harness = harness, Runs = runs, Now = Today, Version = 7 };

    private static IReadOnlyList<RunFact> Runs(string text)
    {
        if (text.Split('\n').FirstOrDefault(line => line.StartsWith("# runs: ", StringComparison.Ordinal)) is not { } line)
            return [];
        var parts = line["# runs: ".Length..].Split(' ', 2);
        var results = parts[1].Split(", ").Select(group => group.Split(' ')).SelectMany(group => group[1..].Select(rule => (rule, group[0]))).ToArray();
        var name = text.Split('\n').First(candidate => candidate.StartsWith("harness: ", StringComparison.Ordinal))["harness: ".Length..].Trim();
        return [.. Enumerable.Repeat(Run(name, results), int.Parse(parts[0]))];
    }

    private static RunFact Run(string harness, params (string Rule, string Result)[] results) =>
        new() { Harness = harness, Final = "PASS", RuleResults = results.ToDictionary(result => result.Rule, result => result.Result, StringComparer.Ordinal) };

    private sealed class Bare : IHarnessParents
    {
        public LoadedHarness Find(string reference) => HarnessLoader.Parse("harness: bare", "bare");
    }
}
