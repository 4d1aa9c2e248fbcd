using System.Text.Json.Nodes;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Loading;

/// <summary>
/// Reads harness files strictly: an unknown key, a wrong type, a value out of range, a key or rule id used twice, a secret — each is an error
/// with line and column, and all errors of a file are reported together. Thread-safe.
/// </summary>
public static class HarnessLoader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parents">Where <c>extends</c> is looked up; null when the file stands alone.</param>
    /// <exception cref="HarnessException">The file is missing or not a valid harness.</exception>
    /// <exception cref="IOException">The file can not be read.</exception>
    public static LoadedHarness Load(string path, IHarnessParents? parents = null)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new HarnessException($"There is no harness file {path}.");
        if (file.Length > SpecText.MaxBytes)
            throw new HarnessException([new SpecError(path, 0, 0, "", FormattableString.Invariant($"{file.Length} bytes is too large for a harness; the limit is {SpecText.MaxBytes} bytes"))]);
        return Parse(File.ReadAllBytes(path), path, parents);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <inheritdoc cref="Parse(string, string, IHarnessParents?)"/>
    public static LoadedHarness Parse(ReadOnlySpan<byte> content, string fileName, IHarnessParents? parents = null) =>
        Parse(SpecText.Decode(content, fileName), fileName, parents);

    /// <summary>Reads the text of a file. Canonical JSON is YAML too and loads the same way.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">The name that errors carry.</param>
    /// <param name="parents">Where <c>extends</c> is looked up; null when the text stands alone.</param>
    /// <exception cref="HarnessException">The text is not a valid harness.</exception>
    public static LoadedHarness Parse(string text, string fileName, IHarnessParents? parents = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        if (text.Length > SpecText.MaxBytes)
            throw new HarnessException([new SpecError(fileName, 0, 0, "", "too large for a harness")]);
        var errors = new SpecErrors(fileName);
        SpecText.RefuseSecrets(text, errors);
        var validator = new SpecValidator(errors, lookForSecrets: !errors.Any);
        var keys = ReadKeys(text, errors, validator);
        errors.ThrowIfAny();
        var resolved = Resolve(keys, validator, errors, parents);
        errors.ThrowIfAny();
        var spec = SpecReader.Read(resolved);
        SpecConsistency.Check(spec, validator.Places, errors);
        errors.ThrowIfAny();
        return new LoadedHarness(fileName, text, resolved, validator.Places, spec);
    }

    /// <summary>The keys of a valid file itself, without those of its parents.</summary>
    internal static JsonObject ReadOwnKeys(string text, string fileName)
    {
        var errors = new SpecErrors(fileName);
        var keys = ReadKeys(text, errors, new SpecValidator(errors, lookForSecrets: false));
        errors.ThrowIfAny();
        return keys;
    }

    private static JsonObject ReadKeys(string text, SpecErrors errors, SpecValidator validator)
    {
        var before = errors.Any;
        var tree = new YamlTreeReader(text, errors).Read();
        if (tree is not null and not YamlScalar { IsNull: true })
            return validator.Validate(tree, SpecKeys.Root, "") as JsonObject ?? [];
        if (!errors.Any || before)
            errors.Add(0, 0, "", "the file is empty; a harness starts with the line 'harness: name'");
        return [];
    }

    private static JsonObject Resolve(JsonObject keys, SpecValidator validator, SpecErrors errors, IHarnessParents? parents)
    {
        if (keys[SpecKeys.Extends]?.GetValue<string>() is not { } reference)
            return keys;
        var at = validator.Places[SpecKeys.Extends];
        if (parents is null)
        {
            errors.Add(at, SpecKeys.Extends, $"'{reference}' can not be looked up here; put the file into a workspace");
            return keys;
        }

        try
        {
            return SpecIdentity.Inherit(parents.Find(reference).Resolved, keys);
        }
        catch (HarnessException error)
        {
            errors.Add(at, SpecKeys.Extends, error.Message);
            return keys;
        }
    }
}
