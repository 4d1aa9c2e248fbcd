using System.Globalization;
using System.Text;
using Flywheel.Harness.Linting;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Linting;

/// <summary>
/// Recall and false alarms of each lint on 200 generated harnesses: 40 sound ones and 160 with one to three planted faults. The faults are worded from a
/// list, so that the figures tell how well lint finds these usual forms, not any form.
/// </summary>
public class LintAccuracyTests(ITestOutputHelper output)
{
    private const int Harnesses = 200;
    private static readonly DateTimeOffset Today = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_lint_finds_what_was_planted_and_little_else()
    {
        var random = new Random(2026);
        var planted = LintRules.All.ToDictionary(lint => lint, _ => 0, StringComparer.Ordinal);
        var found = LintRules.All.ToDictionary(lint => lint, _ => 0, StringComparer.Ordinal);
        var alarmed = LintRules.All.ToDictionary(lint => lint, _ => 0, StringComparer.Ordinal);
        var log = new StringBuilder();
        for (var number = 0; number < Harnesses; number++)
        {
            var harness = HealthyHarness.Make(random, number);
            foreach (var lint in Choose(random, number))
                FaultInjector.Plant(harness, lint);
            var findings = HarnessLint.Check(Context(harness)).Findings;
            foreach (var fault in harness.Planted)
            {
                planted[fault.Lint]++;
                if (findings.Any(finding => finding.Lint == fault.Lint && fault.Subjects.All(finding.Subjects.Contains)))
                    found[fault.Lint]++;
                else
                    log.AppendLine(CultureInfo.InvariantCulture, $"missed {fault.Lint} {string.Join(' ', fault.Subjects)} in {harness.Text()}");
            }

            foreach (var alarm in findings.Where(finding => !harness.Planted.Exists(fault => fault.Lint == finding.Lint && fault.Subjects.Any(finding.Subjects.Contains))).DistinctBy(finding => finding.Lint, StringComparer.Ordinal))
            {
                alarmed[alarm.Lint]++;
                log.AppendLine(CultureInfo.InvariantCulture, $"false alarm in {harness.Name}: {alarm.Lint}: {alarm.Message} Planted: {string.Join("; ", harness.Planted.Select(fault => fault.Lint))}");
            }
        }

        output.WriteLine($"{"lint",-30} {"planted",8} {"found",6} {"recall",8} {"false alarms",13}");
        foreach (var lint in LintRules.All)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lint,-30} {planted[lint],8} {found[lint],6} {(double)found[lint] / planted[lint],8:P1} {(double)alarmed[lint] / Harnesses,13:P1}"));
        output.WriteLine(log.ToString());
        LintRules.All.ShouldAllBe(lint => planted[lint] >= 20 && found[lint] >= 0.95 * planted[lint] && alarmed[lint] <= 0.02 * Harnesses);
    }

    private static IEnumerable<string> Choose(Random random, int number) =>
        number % 5 == 0 ? [] : LintRules.All.OrderBy(_ => random.Next()).Take(random.Next(1, 4));

    private static LintContext Context(FaultyHarness harness) => new()
    {
        Harness = HarnessLoader.Parse(harness.Text(), harness.Name, new Parent()),
        Runs = harness.Runs(),
        Now = Today,
        Version = 7,
    };

    private sealed class Parent : IHarnessParents
    {
        public LoadedHarness Find(string reference) => HarnessLoader.Parse("harness: parent", "parent");
    }
}
