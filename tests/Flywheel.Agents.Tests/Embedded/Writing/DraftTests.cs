using Flywheel.Agents.Embedded;
using Flywheel.Agents.Embedded.Writing;
using FsCheck;
using FsCheck.Fluent;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded.Writing;

public sealed class DraftTests
{
    private static readonly string[] Pieces =
    [
        "# Title\n", "## Warm the cache\n", "## 2. Refresh it\n", "### Example\n", "#### Deep\n", "\n", "Keep the cache warm [1]. ", "It stays warm [2, 3].\n",
        "- item [1]\n", "1. numbered\n", "```\n## code\n", "```\n", "| a | b |\n|---|---|\n", "> quote\n", "text without an end", "[99] ", "![p](x.png)", "<b>x</b>\n",
        "## Sources\n", "[1] c/warm.md, lines 1–2 — Keeping a cache warm\n", "🐫 \uD83D", "---\n", "===\n", "No source says why this works.\n",
    ];

    public static TheoryData<string> SampleTasks => SampleEvidence.Tasks;

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task What_was_written_is_read_back_to_the_same_text(string task)
    {
        var evidence = await ForAsync(task);
        var text = Synthesize.Answer(SynthesisOf(task, evidence, new Harness.Directives.RequiredSection("Example", Harness.Directives.SectionScope.Item)));

        DocumentWriter.Write(Draft.Read(text), evidence).ShouldBe(text);
    }

    [Fact]
    public void Any_draft_is_read_and_its_reading_is_stable() => Prop.ForAll(
        Gen.Elements(Pieces).ArrayOf().ToArbitrary(),
        pieces =>
        {
            var once = DocumentWriter.Write(Draft.Read(string.Concat(pieces)), Caches);
            DocumentWriter.Write(Draft.Read(once), Caches).ShouldBe(once);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_draft_is_revised_to_something_that_stays() => Prop.ForAll(
        Gen.Elements(Pieces).ArrayOf().ToArbitrary(),
        pieces =>
        {
            var once = Revise.Answer(RevisionOf("Top 3 ways to keep a cache warm", Caches, string.Concat(pieces)));
            Revise.Answer(RevisionOf("Top 3 ways to keep a cache warm", Caches, once)).ShouldBe(once);
        }).QuickCheckThrowOnFailure();
}
