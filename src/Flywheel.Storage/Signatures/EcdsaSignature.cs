namespace Flywheel.Storage.Signatures;

/// <summary>A signature and the key it was made with.</summary>
/// <param name="Key">The key's fingerprint.</param>
/// <param name="Der">The signature, DER.</param>
public sealed record EcdsaSignature(string Key, byte[] Der);
