using Flywheel.Agents.Configuration;
using Flywheel.Agents.Models;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Cli.Failures;
using Flywheel.Harness.Loading;

namespace Flywheel.Cli.Tests.Failures;

public sealed class FailureTests
{
    private const int DiskFull = 28;

    public static TheoryData<Exception, int> Exceptions => new()
    {
        { new UserException("wrong"), 2 },
        { new HarnessException("wrong"), 2 },
        { new ConfigException("wrong"), 2 },
        { new ModelSelectionException("wrong"), 2 },
        { new UnknownSkillException("x", ["deep"]), 2 },
        { new CorpusException("docs", "wrong"), 2 },
        { new ModelException(ModelFailure.Unreachable, "refused"), 3 },
        { new IOException("full", DiskFull), 3 },
        { new IOException("gone"), 3 },
        { new UnauthorizedAccessException("no"), 3 },
        { new HttpRequestException("no"), 3 },
        { new OperationCanceledException(), 130 },
        { new InvalidOperationException("oops"), 3 },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void An_exception_has_its_exit_code(Exception exception, int expected) => Failure.Of(exception).ExitCode.ShouldBe(expected);

    [Fact]
    public void Only_what_nobody_foresaw_is_a_bug()
    {
        foreach (var row in Exceptions)
        {
            var exception = row.Data.Item1;
            Failure.Of(exception).IsBug.ShouldBe(exception is InvalidOperationException);
        }
    }

    [Fact]
    public void A_full_disk_says_what_to_do() => Failure.Of(new IOException("No space left on device", DiskFull)).Message.ShouldContain("free some space");
}
