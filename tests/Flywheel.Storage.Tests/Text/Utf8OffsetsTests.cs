using System.Text;
using Flywheel.Storage.Text;

namespace Flywheel.Storage.Tests.Text;

public class Utf8OffsetsTests
{
    [Fact]
    public void Byte_offsets_agree_with_the_encoder_at_every_char()
    {
        var text = string.Concat(Enumerable.Repeat("a\u00E9\u8A9E\U0001F600z", 200));
        var offsets = new Utf8Offsets(text);
        for (var i = 0; i <= text.Length; i++)
        {
            var start = i > 0 && i < text.Length && char.IsLowSurrogate(text[i]) ? i - 1 : i;
            offsets.ByteOffset(i).ShouldBe(Encoding.UTF8.GetByteCount(text.AsSpan(0, start)));
            offsets.CharOffset(offsets.ByteOffset(i)).ShouldBe(start);
        }
    }

    [Fact]
    public void A_lone_surrogate_counts_as_its_replacement()
    {
        var offsets = new Utf8Offsets("a\uD800b");
        offsets.ByteOffset(3).ShouldBe(5);
        offsets.CharOffset(4).ShouldBe(2);
    }
}
