using System.Security.Cryptography;

namespace Flywheel.Storage.Signatures;

/// <summary>
/// Signs and checks bytes with ECDSA over P-256 and SHA-256: keys in PEM, signatures in DER, as <c>openssl dgst -sha256 -sign</c> and
/// <c>-verify</c> read and write them. Thread-safe.
/// </summary>
public static class EcdsaSigner
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const DSASignatureFormat Format = DSASignatureFormat.Rfc3279DerSequence;

    /// <summary>Signs bytes.</summary>
    /// <param name="privateKeyPem">A private key in PEM (SEC 1 or PKCS #8, not encrypted).</param>
    /// <param name="content">What is signed.</param>
    /// <exception cref="FormatException">The text holds no P-256 private key.</exception>
    public static EcdsaSignature Sign(string privateKeyPem, ReadOnlySpan<byte> content)
    {
        using var key = Import(privateKeyPem);
        try
        {
            return new EcdsaSignature(Fingerprint(key), key.SignData(content, HashAlgorithmName.SHA256, Format));
        }
        catch (CryptographicException error)
        {
            throw new FormatException("The PEM holds a public key; signing needs the private key.", error);
        }
    }

    /// <summary>Whether a signature is that of these bytes under this key.</summary>
    /// <param name="publicKeyPem">A public (or private) key in PEM.</param>
    /// <param name="content">What was signed.</param>
    /// <param name="signature">The DER bytes.</param>
    /// <exception cref="FormatException">The text holds no P-256 key.</exception>
    public static bool Verify(string publicKeyPem, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        using var key = Import(publicKeyPem);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, Format);
    }

    /// <summary>The identity of a key: SHA-256 of its public key in DER (SubjectPublicKeyInfo), lower-case hexadecimal.</summary>
    /// <exception cref="FormatException">The text holds no P-256 key.</exception>
    public static string Fingerprint(string keyPem)
    {
        using var key = Import(keyPem);
        return Fingerprint(key);
    }

    private static string Fingerprint(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static ECDsa Import(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
                throw new FormatException("The key is not on the curve P-256 (prime256v1).");
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("The PEM holds no EC key that can be read; make one with: openssl ecparam -name prime256v1 -genkey -noout", error);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
