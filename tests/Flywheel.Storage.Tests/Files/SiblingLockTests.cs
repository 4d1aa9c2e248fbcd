using Flywheel.Storage.Files;

namespace Flywheel.Storage.Tests.Files;

public sealed class SiblingLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_held_lock_is_refused_to_whoever_does_not_wait()
    {
        using var held = SiblingLock.Acquire(_folder["file"], wait: false, out var taken);
        taken.ShouldBeTrue();
        SiblingLock.Acquire(_folder["file"], wait: false, out var again).ShouldBeNull();
        again.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_waits_gets_the_lock_when_it_is_released()
    {
        var held = SiblingLock.Acquire(_folder["file"], wait: true, out _);
        var waiting = Task.Run(() => SiblingLock.Acquire(_folder["file"], wait: true, out _), TestContext.Current.CancellationToken);
        held.ShouldNotBeNull().Dispose();
        using var next = await waiting;
        next.ShouldNotBeNull();
    }

    [Fact]
    public void A_lock_that_can_not_be_made_is_a_failure_not_a_wait()
    {
        Should.Throw<DirectoryNotFoundException>(() => SiblingLock.Acquire(_folder["missing/file"], wait: true, out _));
    }
}
