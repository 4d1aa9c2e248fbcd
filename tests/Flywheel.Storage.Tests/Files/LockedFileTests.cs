using System.Text;
using Flywheel.Storage.Files;

namespace Flywheel.Storage.Tests.Files;

public sealed class LockedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flywheel-locked-").FullName;

    [Fact]
    public async Task Lines_that_depend_on_the_line_before_keep_one_order_among_many_writers()
    {
        const int Writers = 8;
        const int Lines = 50;
        var path = Path.Combine(_folder, "chain");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < Lines; i++)
                {
                    using var file = LockedFile.Open(path);
                    var count = file.ReadAll().Count(b => b == (byte)'\n');
                    file.Append(Encoding.ASCII.GetBytes($"{count}\n"));
                }
            },
            TestContext.Current.CancellationToken)));

        File.ReadAllLines(path).ShouldBe(Enumerable.Range(0, Writers * Lines).Select(n => $"{n}"));
    }

    [Fact]
    public async Task A_file_replaced_while_waiting_is_opened_anew()
    {
        var path = Path.Combine(_folder, "replaced");
        var held = LockedFile.Open(path);
        held.Append("old"u8);
        var waiting = Task.Run(() => LockedFile.Open(path), TestContext.Current.CancellationToken);
        AtomicFile.Write(path, "new"u8);

        held.Dispose();
        using var opened = await waiting;

        Encoding.ASCII.GetString(opened.ReadAll()).ShouldBe("new");
    }

    [Fact]
    public void A_torn_end_can_be_cut()
    {
        using var file = LockedFile.Open(Path.Combine(_folder, "torn"));
        file.Append("whole\nto"u8);

        file.Truncate(6);
        file.Append("next\n"u8);

        Encoding.ASCII.GetString(file.ReadAll()).ShouldBe("whole\nnext\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
