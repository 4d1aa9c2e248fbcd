using Flywheel.EndToEnd.Tests.Architecture;
using Flywheel.EndToEnd.Tests.Processes;

namespace Flywheel.EndToEnd.Tests.Determinism;

/// <summary>The same task, corpus and harness give the same bytes with the built-in model, wherever and however they are run.</summary>
public sealed class SameOutputTests
{
    private const string Task = "Top 3 ways to cut the cost of an agent";

    private static readonly string[] Articles =
        ["controlling-cost.md", "caching-for-agents.md", "keeping-context-small.md", "model-routing-and-fallback.md", "handling-tool-results.md", "techniques.csv"];

    public static TheoryData<string, string> Environments => new()
    {
        { "LANG", "tr_TR.UTF-8" },
        { "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1" },
        { "TZ", "Pacific/Chatham" },
        { "DOTNET_EnableAVX2", "0" },
        { "DOTNET_EnableHWIntrinsic", "0" },
        { "DOTNET_TieredCompilation", "0" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task The_environment_changes_nothing(string variable, string value)
    {
        var plain = await OutputAsync(Articles, null);
        var changed = await OutputAsync(Articles, new Dictionary<string, string?> { [variable] = value });

        changed.ShouldBe(plain);
    }

    [Fact]
    public async Task The_order_of_files_on_disk_and_the_working_directory_change_nothing()
    {
        var plain = await OutputAsync(Articles, null);
        var reversed = await OutputAsync([.. Articles.Reverse()], null, absolute: true);

        reversed.ShouldBe(plain);
    }

    [Fact]
    public async Task No_id_time_or_absolute_path_is_in_the_output()
    {
        using var folder = new RunFolder().WithSmallCorpus(Articles);
        var run = await FlywheelProcess.RunAsync(folder.Path, ["run", Task, "--corpus", "corpus", "--out", "out.md"], Cancellation);
        var text = await File.ReadAllTextAsync(folder.PathOf("out.md"), Cancellation);

        run.ExitCode.ShouldBeOneOf(0, 1);
        text.ShouldNotContain(folder.Path);
        text.ShouldNotContain(DateTime.UtcNow.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture));
        text.ShouldContain("corpus/controlling-cost.md");
    }

    private static async Task<string> OutputAsync(string[] articles, Dictionary<string, string?>? environment, bool absolute = false)
    {
        using var folder = new RunFolder().WithSmallCorpus(articles);
        var directory = absolute ? SourceTree.Root : folder.Path;
        var corpus = absolute ? folder.Corpus : "corpus";
        var run = await FlywheelProcess.RunAsync(
            directory, ["run", Task, "--corpus", corpus, "--workspace", folder.Workspace, "--out", folder.PathOf("out.md")], Cancellation, environment);
        run.ExitCode.ShouldBeOneOf(0, 1);
        return await File.ReadAllTextAsync(folder.PathOf("out.md"), Cancellation);
    }
}
