using Flywheel.Cli.Progress;
using Flywheel.Cli.Terminal;
using Flywheel.Cli.Tests.Sandbox;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Tests.Progress;

public sealed class DisplayTests
{
    private static readonly RunResult Ended = new(SampleRuns.Passed(), null);

    [Fact]
    public async Task A_live_display_draws_the_last_state_when_the_work_ends()
    {
        var writer = new StringWriter();
        var display = new LiveDisplay(new TextOutput(writer, TerminalCapability.Color, (80, 30)), TimeProvider.System, "A [task] \u001b[2J");

        var result = await display.ShowAsync(() =>
        {
            display.Announce("20260410T143201_9c1e44ab");
            display.Observer.StageEntered("plan");
            display.Observer.StageLeft("plan", 12);
            return Task.FromResult(Ended);
        });

        result.ShouldBe(Ended);
        var text = writer.ToString();
        text.ShouldContain("Run 20260410T143201_9c1e44ab");
        text.ShouldContain("A [task] ␛[2J");
        text.ShouldContain("plan");
        text.ShouldContain("\u001b[?25h", Case.Sensitive, "the cursor is shown again");
    }

    [Fact]
    public async Task The_stage_in_which_a_run_broke_is_marked()
    {
        var writer = new StringWriter();
        var display = new LiveDisplay(new TextOutput(writer, TerminalCapability.Color, (80, 30)), TimeProvider.System, "t");

        await display.ShowAsync(() =>
        {
            display.Observer.StageEntered("plan");
            display.Observer.StageLeft("plan", 12);
            return Task.FromResult(new RunResult(SampleRuns.Broken(), new IOException("gone")));
        });

        writer.ToString().ShouldContain("✗");
    }

    [Fact]
    public async Task A_failure_comes_through_the_live_display()
    {
        var display = new LiveDisplay(new TextOutput(new StringWriter(), TerminalCapability.Color, (80, 30)), TimeProvider.System, "t");

        await Should.ThrowAsync<IOException>(() => display.ShowAsync(() => throw new IOException("full")));
    }

    [Fact]
    public void A_plain_display_writes_a_line_per_stage_without_escapes()
    {
        var writer = new StringWriter();
        var display = new PlainDisplay(new TextOutput(writer, TerminalCapability.None, (80, 30)), new SteppedTime());

        display.Announce("id");
        display.Observer.StageEntered("plan");
        display.Observer.Used("plan", new(1_000, 200, 5));
        display.Observer.StageLeft("plan", 1_234);
        display.Observer.Noticed("attempt 1 failed\u001b[31m\nnext line");

        writer.ToString().ShouldBe("Run id\n  plan             1.2 s   1,200 tokens\n  ! attempt 1 failed␛[31m next line\n");
    }
}
