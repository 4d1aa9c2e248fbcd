using System.Diagnostics;
using System.Security.Cryptography;
using Flywheel.Storage.Signatures;

namespace Flywheel.Storage.Tests.Signatures;

public sealed class EcdsaSignerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flywheel-sign-").FullName;

    [Fact]
    public void A_signature_holds_for_its_bytes_and_its_key_only()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var signature = EcdsaSigner.Sign(key.ExportPkcs8PrivateKeyPem(), "head"u8);

        EcdsaSigner.Verify(key.ExportSubjectPublicKeyInfoPem(), "head"u8, signature.Der).ShouldBeTrue();
        EcdsaSigner.Verify(key.ExportSubjectPublicKeyInfoPem(), "heaD"u8, signature.Der).ShouldBeFalse();
        EcdsaSigner.Verify(other.ExportSubjectPublicKeyInfoPem(), "head"u8, signature.Der).ShouldBeFalse();
        signature.Key.ShouldBe(EcdsaSigner.Fingerprint(key.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public void Signatures_go_both_ways_between_us_and_openssl()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        OpenSsl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
        OpenSsl("ec", "-in", "key.pem", "-pubout", "-out", "public.pem");
        File.WriteAllText(InFolder("head"), "the head");
        var key = File.ReadAllText(InFolder("key.pem"));

        File.WriteAllBytes(InFolder("ours.sig"), EcdsaSigner.Sign(key, "the head"u8).Der);
        OpenSsl("dgst", "-sha256", "-verify", "public.pem", "-signature", "ours.sig", "head");
        OpenSsl("dgst", "-sha256", "-sign", "key.pem", "-out", "theirs.sig", "head");

        EcdsaSigner.Verify(File.ReadAllText(InFolder("public.pem")), "the head"u8, File.ReadAllBytes(InFolder("theirs.sig"))).ShouldBeTrue();
    }

    [Fact]
    public void A_key_of_another_kind_is_refused_with_a_way_out()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Should.Throw<FormatException>(() => EcdsaSigner.Sign(rsa.ExportPkcs8PrivateKeyPem(), "x"u8)).Message.ShouldContain("openssl ecparam");
        Should.Throw<FormatException>(() => EcdsaSigner.Sign("no key", "x"u8)).Message.ShouldContain("openssl ecparam");
        Should.Throw<FormatException>(() => EcdsaSigner.Sign(p384.ExportPkcs8PrivateKeyPem(), "x"u8)).Message.ShouldContain("P-256");
        Should.Throw<FormatException>(() => EcdsaSigner.Sign(p256.ExportSubjectPublicKeyInfoPem(), "x"u8)).Message.ShouldContain("private key");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private void OpenSsl(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error);
    }
}
