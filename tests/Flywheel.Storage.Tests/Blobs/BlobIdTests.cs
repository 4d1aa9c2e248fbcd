using Flywheel.Storage.Blobs;

namespace Flywheel.Storage.Tests.Blobs;

public sealed class BlobIdTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, example B.1

    [Fact]
    public void An_identity_is_the_SHA256_of_the_bytes() => BlobId.Of("abc"u8).ToString().ShouldBe(OfAbc);

    [Fact]
    public void An_identity_is_read_back() => BlobId.Parse(OfAbc).ShouldBe(BlobId.Of("abc"u8));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("ba7816bf")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("../../../../etc/passwd_________________________________________0")]
    public void Anything_else_is_refused(string? text)
    {
        BlobId.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => BlobId.Parse(text!));
    }
}
