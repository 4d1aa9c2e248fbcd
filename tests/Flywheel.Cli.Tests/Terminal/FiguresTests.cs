using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Tests.Terminal;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.0, "0 ms")]
    [InlineData(0.34, "340 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(4.24, "4.2 s")]
    [InlineData(59.96, "0 min 59 s")]
    [InlineData(192, "3 min 12 s")]
    [InlineData(3599.9, "59 min 59 s")]
    [InlineData(7500, "2 h 5 min")]
    public void A_duration_reads_well(double seconds, string expected) => Figures.Duration(seconds).ShouldBe(expected);

    [Fact]
    public void What_is_not_known_is_a_dash()
    {
        Figures.Duration(null).ShouldBe("–");
        Figures.Score(null).ShouldBe("–");
        Figures.Dimension(null).ShouldBe("–");
        Figures.Moment(null).ShouldBe("–");
    }

    [Theory]
    [InlineData(0, "0 runs")]
    [InlineData(1, "1 run")]
    [InlineData(1200, "1,200 runs")]
    public void A_noun_has_its_number(long count, string expected) => Figures.Plural(count, "run").ShouldBe(expected);

    [Theory]
    [InlineData(4_821, "4,821 bytes")]
    [InlineData(12_500_000, "12.5 MB")]
    [InlineData(84_400_000_000, "84.4 GB")]
    public void A_size_reads_well(long bytes, string expected) => Figures.Bytes(bytes).ShouldBe(expected);
}
