using System.Globalization;
using System.Runtime.InteropServices;
using Flywheel.Storage.Journals;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Tests.Journals;

public sealed class JournalStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalStore _store;

    public JournalStoreTests() => _store = new JournalStore(_folder["open"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_without_a_folder_is_empty()
    {
        _store.RunIds().ShouldBeEmpty();
        _store.TryClaim("run").ShouldBeNull();
        _store.RemoveUnannounced();
        Directory.Exists(_folder["open"]).ShouldBeFalse();
    }

    [Fact]
    public void Runs_are_listed_in_ordinal_order_whether_running_or_dead()
    {
        _store.Create("b", "{}"u8).Dispose();
        using var running = _store.Create("a", "{}"u8);
        _store.Create("C", "{}"u8).Dispose();
        File.WriteAllText(_folder["open/.new-x.journal"], "");
        File.WriteAllText(_folder["open/other.txt"], "");
        _store.RunIds().ShouldBe(["C", "a", "b"]);
    }

    [Fact]
    public void The_journal_of_a_running_run_can_not_be_claimed()
    {
        using var journal = _store.Create("run", "{}"u8);
        _store.TryClaim("run").ShouldBeNull();
        journal.Append("{}"u8, Durability.Synced);
        _store.TryClaim("run").ShouldBeNull();
    }

    [Fact]
    public void The_journal_of_a_dead_run_is_claimed_by_one_and_given_back()
    {
        _store.Create("run", "{\"n\":1}"u8).Dispose();
        using (var dead = _store.TryClaim("run").ShouldNotBeNull())
        {
            dead.RunId.ShouldBe("run");
            dead.FilePath.ShouldBe(_store.PathOf("run"));
            _store.TryClaim("run").ShouldBeNull();
        }

        using var again = _store.TryClaim("run");
        again.ShouldNotBeNull();
    }

    [Fact]
    public void A_closed_journal_is_free_even_while_a_process_that_is_being_started_shares_the_open_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are found in /proc.");
        var journal = _store.Create("run", "{}"u8);
        using var shared = Duplicate(_store.PathOf("run"));
        journal.Dispose();
        var dead = _store.TryClaim("run").ShouldNotBeNull();
        using var sharedAgain = Duplicate(_store.PathOf("run"));
        dead.Dispose();
        _store.TryClaim("run").ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_journal_that_is_gone_can_not_be_claimed()
    {
        using var journal = _store.Create("run", "{}"u8);
        journal.Delete();
        _store.TryClaim("run").ShouldBeNull();
        _store.RunIds().ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_ends_while_others_look_for_dead_ones_is_never_claimed()
    {
        const int Runs = 400;
        var current = 0;
        var claimed = 0;
        var looking = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (Volatile.Read(ref current) is var n && n < Runs)
            {
                using var dead = _store.TryClaim($"run-{n}");
                if (dead is not null)
                    Interlocked.Increment(ref claimed);
            }
        })).ToList();
        looking.ForEach(static thread => thread.Start());
        for (; current < Runs; Interlocked.Increment(ref current))
            _store.Create($"run-{current}", "{}"u8).Delete();
        looking.ForEach(static thread => thread.Join());
        claimed.ShouldBe(0);
    }

    [Fact]
    public void A_second_run_of_the_same_name_is_refused_and_the_first_goes_on()
    {
        using var first = _store.Create("run", "first"u8);
        Should.Throw<IOException>(() => _store.Create("run", "second"u8)).Message.ShouldContain("run");
        first.Append("more"u8, Durability.Synced);
        File.ReadAllText(_store.PathOf("run")).ShouldBe("first\nmore\n");
        Directory.GetFiles(_folder["open"]).ShouldBe([_store.PathOf("run")]);
        _store.TryClaim("run").ShouldBeNull();
    }

    [Fact]
    public void Threads_that_start_the_same_run_leave_one_running()
    {
        for (var round = 0; round < 30; round++)
        {
            var id = $"run-{round}";
            var started = new System.Collections.Concurrent.ConcurrentBag<Journal>();
            Parallel.For(0, 8, n =>
            {
                try
                {
                    started.Add(_store.Create(id, System.Text.Encoding.UTF8.GetBytes($"{n}")));
                }
                catch (IOException)
                {
                    // Another was first.
                }
            });
            started.Count.ShouldBe(1);
            _store.TryClaim(id).ShouldBeNull();
            started.Single().Delete();
        }

        Directory.GetFiles(_folder["open"]).ShouldBeEmpty();
    }

    [Fact]
    public void What_died_before_it_was_announced_is_removed_and_the_rest_stays()
    {
        using var running = _store.Create("running", "{}"u8);
        _store.Create("dead", "{}"u8).Dispose();
        File.WriteAllText(_folder["open/.new-half.journal"], "{\"torn\":");
        File.WriteAllText(_folder["open/notes.txt"], "");
        _store.RemoveUnannounced();
        Directory.GetFiles(_folder["open"]).Select(Path.GetFileName).ShouldBe(["dead.journal", "notes.txt", "running.journal"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    public void An_id_that_is_no_file_name_is_refused(string runId)
    {
        Should.Throw<ArgumentException>(() => _store.Create(runId, "{}"u8));
        Should.Throw<ArgumentException>(() => _store.PathOf(runId));
        Should.Throw<ArgumentException>(() => _store.TryClaim(runId));
        Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    /// <summary>What a child has until it runs its own program: another descriptor of each open file of that name.</summary>
    private static SharedDescriptors Duplicate(string path) => new(
        Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Where(entry => new FileInfo(entry).LinkTarget == path)
            .Select(static entry => DuplicateDescriptor(int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture))));

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int DuplicateDescriptor(int descriptor);

    private sealed class SharedDescriptors : IDisposable
    {
        private readonly List<SafeFileHandle> _handles;

        public SharedDescriptors(IEnumerable<int> descriptors)
        {
            _handles = descriptors.Select(static descriptor => new SafeFileHandle(descriptor, ownsHandle: true)).ToList();
            _handles.ShouldNotBeEmpty();
        }

        public void Dispose() => _handles.ForEach(static handle => handle.Dispose());
    }
}
