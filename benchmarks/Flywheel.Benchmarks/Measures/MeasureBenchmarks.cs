using System.Text;
using BenchmarkDotNet.Attributes;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Benchmarks.Measures;

/// <summary>All six measures of one draft. The target: at most 30 ms for a draft of 20 KB with 40 passages.</summary>
[MemoryDiagnoser]
public class MeasureBenchmarks
{
    private DraftUnderTest _draft = null!;

    /// <summary>Size of the draft in KB.</summary>
    [Params(20, 200)]
    public int Kilobytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var passages = Enumerable.Range(0, 40).Select(Passage).ToArray();
        _draft = new DraftUnderTest
        {
            Task = "Top 5 ways to keep an agent's context small",
            TaskType = TaskType.Enumerated,
            ExpectedSections = 5,
            Text = Text(passages, Kilobytes * 1024),
            Evidence = passages,
            Harness = new HarnessSpec { Name = "research" },
        };
    }

    [Benchmark]
    public IReadOnlyList<Measurement> Measure() => DocumentMeasures.Measure(_draft);

    // Words of very different frequency, as in prose: a few everywhere, most of them rare.
    private static string Sentence(Random random)
    {
        var words = Enumerable.Range(0, 18).Select(_ => random.Next(3) switch
        {
            0 => "the",
            1 => ((string[])["context", "agent", "tool", "result", "because", "token", "call", "small"])[random.Next(8)],
            _ => FormattableString.Invariant($"word{(int)Math.Pow(random.NextDouble() * 40, 2)}"),
        });
        return $"The {string.Join(' ', words)} after {random.Next(1, 500)} runs";
    }

    private static SourcePassage Passage(int number)
    {
        var random = new Random(number);
        return new SourcePassage
        {
            Location = FormattableString.Invariant($"corpus/article-{number / 5}.md"),
            Title = "Keeping an agent's context small",
            Heading = FormattableString.Invariant($"Part {number % 5}"),
            StartLine = 1 + (10 * (number % 5)),
            EndLine = 8 + (10 * (number % 5)),
            Offset = 1000 * (number % 5),
            Text = string.Join(" ", Enumerable.Range(0, 8).Select(_ => Sentence(random) + ".")),
        };
    }

    private static string Text(SourcePassage[] passages, int length)
    {
        var random = new Random(1);
        var text = new StringBuilder("# Top 5 ways to keep an agent's context small\n\nA small context is cheaper [1].\n");
        for (var section = 1; text.Length < length; section++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {section}. Keep part {section} small\n\n");
            for (var sentence = 0; sentence < 6; sentence++)
            {
                var cited = random.Next(passages.Length);
                var own = passages[cited].Text.Split(". ")[random.Next(8)].TrimEnd('.');
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(sentence % 2 == 0 ? own : Sentence(random))} [{cited + 1}]. ");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
