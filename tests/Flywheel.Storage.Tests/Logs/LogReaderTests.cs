using System.Text;
using Flywheel.Storage.Logs;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Logs;

public sealed class LogReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder["log.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_or_folder_has_no_lines()
    {
        LogReader.Read(_folder["missing.jsonl"]).ShouldBeEmpty();
        LogReader.Read(_folder["missing/log.jsonl"]).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_file_has_no_lines() => Lines("").ShouldBeEmpty();

    [Fact]
    public void Lines_come_with_their_offsets() =>
        Lines("one\nzwei äö\nthree\n").ShouldBe([(0, "one", true), (4, "zwei äö", true), (14, "three", true)]);

    [Fact]
    public void A_last_line_without_a_newline_is_marked() => Lines("whole\ntor").ShouldBe([(0, "whole", true), (6, "tor", false)]);

    [Fact]
    public void A_carriage_return_before_the_newline_is_not_part_of_a_line_and_one_inside_is() =>
        Lines("a\r\nb\rc\r\n\r\nd\r").ShouldBe([(0, "a", true), (3, "b\rc", true), (10, "d", false)]);

    [Fact]
    public void Empty_lines_are_skipped_and_counted_in_offsets() => Lines("\n\na\n\n\nb\n").ShouldBe([(2, "a", true), (6, "b", true)]);

    [Fact]
    public void A_byte_order_mark_at_the_start_of_the_file_is_skipped_and_only_there() =>
        Lines("\uFEFFa\n\uFEFFb\n").ShouldBe([(3, "a", true), (5, "\uFEFFb", true)]);

    [Fact]
    public void A_file_of_a_byte_order_mark_alone_has_no_lines()
    {
        Lines("\uFEFF").ShouldBeEmpty();
        Lines("\uFEFF\r\n").ShouldBeEmpty();
    }

    [Fact]
    public void Zeros_that_a_power_loss_left_are_a_line_of_their_own()
    {
        File.WriteAllBytes(Log, [.. "a\n"u8, .. new byte[5000]]);
        new AppendLog(Log).Append("b"u8);
        var lines = LogReader.Read(Log).Select(static line => (line.Offset, line.Bytes.Length, line.Terminated)).ToList();
        lines.ShouldBe([(0L, 1, true), (2L, 5000, true), (5003L, 1, true)]);
    }

    [Fact]
    public void Reading_goes_on_from_the_offset_of_any_line()
    {
        File.WriteAllText(Log, "first\n\nsecond\nthird");
        var all = LogReader.Read(Log).Select(Text).ToList();
        foreach (var (offset, _, _) in all)
            LogReader.Read(Log, offset).Select(Text).ShouldBe(all.Where(line => line.Offset >= offset));
        LogReader.Read(Log, new FileInfo(Log).Length).ShouldBeEmpty();
        LogReader.Read(Log, new FileInfo(Log).Length + 100).ShouldBeEmpty();
    }

    [Fact]
    public void A_line_of_60_megabytes_between_two_short_ones_is_read_whole()
    {
        const int Length = 60 << 20;
        using (var file = File.Create(Log))
        {
            file.Write("before\n"u8);
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'x');
            for (var written = 0; written < Length; written += block.Length)
                file.Write(block);
            file.Write("\nafter\n"u8);
        }

        var lines = LogReader.Read(Log).Select(static line =>
            (line.Offset, line.Bytes.Length, line.Bytes.Span.ContainsAnyExcept((byte)'x'), line.Terminated)).ToList();
        lines.ShouldBe([(0, 6, true, true), (7, Length, false, true), (7 + Length + 1, 5, true, true)]);
    }

    [Theory]
    [InlineData((1 << 16) - 1)]
    [InlineData(1 << 16)]
    [InlineData((1 << 16) + 1)]
    [InlineData(1 << 17)]
    public void A_line_that_ends_at_the_edge_of_a_block_is_read_whole(int length)
    {
        var text = new string('x', length);
        Lines($"{text}\n{text}\r\n{text}").ShouldBe([(0, text, true), (length + 1, text, true), ((2 * length) + 3, text, false)]);
    }

    [Fact]
    public void Lines_appended_while_a_reader_is_under_way_are_read_too()
    {
        var log = new AppendLog(Log);
        log.Append("first"u8);
        using var reader = LogReader.Read(Log).GetEnumerator();
        reader.MoveNext().ShouldBeTrue();
        log.Append("second"u8);
        reader.MoveNext().ShouldBeTrue();
        Text(reader.Current).ShouldBe((6, "second", true));
        reader.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void It_reads_what_a_reader_that_knows_the_whole_file_reads()
    {
        var pieces = Gen.Elements("\n", "\r\n", "\r", "\n\n", "{\"a\":1}", "é", "\uFEFF", " ", "\0", new string('x', 70_000), new string('y', 65_535));
        Prop.ForAll(pieces.ArrayOf().ToArbitrary(), parts =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(parts));
            File.WriteAllBytes(Log, bytes);
            return LogReader.Read(Log).Select(Text).SequenceEqual(Naively(bytes));
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<(long Offset, string Text, bool Terminated)> Naively(byte[] file)
    {
        for (var start = 0; start < file.Length;)
        {
            var end = Array.IndexOf(file, (byte)'\n', start);
            var terminated = end >= 0;
            if (!terminated)
                end = file.Length;
            var line = file[start..end];
            var offset = start;
            if (start == 0 && line.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            {
                line = line[3..];
                offset = 3;
            }

            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (line.Length > 0)
                yield return (offset, Encoding.UTF8.GetString(line), terminated);
            start = end + 1;
        }
    }

    private static (long Offset, string Text, bool Terminated) Text(LogLine line) =>
        (line.Offset, Encoding.UTF8.GetString(line.Bytes.Span), line.Terminated);

    private List<(long Offset, string Text, bool Terminated)> Lines(string content)
    {
        File.WriteAllBytes(Log, Encoding.UTF8.GetBytes(content));
        return LogReader.Read(Log).Select(Text).ToList();
    }
}
