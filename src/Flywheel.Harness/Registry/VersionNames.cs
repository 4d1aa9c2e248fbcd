using System.Globalization;
using Flywheel.Harness.History;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Registry;

/// <summary>How versions are named: by number, tag, channel, <c>latest</c>, or the start of their hash. Thread-safe.</summary>
internal static class VersionNames
{
    /// <summary>The newest version.</summary>
    public const string Latest = "latest";

    /// <summary>The file in the workspace, committed or not.</summary>
    public const string Working = "working";

    private const int ShortestHash = 7;
    private const int LongestTag = 64;

    /// <summary>The version of this name.</summary>
    /// <exception cref="HarnessException">There is none, or several.</exception>
    public static HarnessVersionEntry Find(string harness, HarnessState state, string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number >= 1 && number <= state.Versions.Count ? state.Versions[number - 1] : throw Unknown(harness, state, name);
        if (name == Latest && state.Latest is { } latest)
            return latest;
        if (state.Tags.TryGetValue(name, out var tagged))
            return state.Versions[tagged - 1];
        if (Channels.All.Contains(name, StringComparer.Ordinal))
            return state.Channel(name) is { } held ? state.Versions[held.Version - 1] : throw new HarnessException($"Nothing of '{harness}' is deployed to {name}.");
        return ByHash(harness, state, name) ?? throw Unknown(harness, state, name);
    }

    /// <summary>Refuses tags that could mean something else.</summary>
    /// <exception cref="HarnessException">The tag is none.</exception>
    public static void CheckTag(string tag)
    {
        var wellFormed = tag.Length <= LongestTag && tag.Length > 0 && char.IsAsciiLetter(tag[0]) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        if (!wellFormed)
            throw new HarnessException($"'{tag}' is no tag: a letter, then at most {LongestTag - 1} letters, digits, dots, dashes and underscores.");
        if (tag is Latest or Working || Channels.All.Contains(tag, StringComparer.Ordinal) || LooksLikeHash(tag))
            throw new HarnessException($"'{tag}' already has a meaning as a version's name; choose another tag.");
    }

    private static HarnessVersionEntry? ByHash(string harness, HarnessState state, string name)
    {
        if (!LooksLikeHash(name))
            return null;
        var matches = state.Versions.Where(version => version.Hash.StartsWith(name, StringComparison.Ordinal)).ToList();
        var distinct = matches.Select(version => version.Hash).Distinct(StringComparer.Ordinal).Count();
        return distinct > 1
            ? throw new HarnessException($"Several versions of '{harness}' have a hash that starts with {name}: {string.Join(", ", matches.Select(version => $"{harness}@{version.Number}"))}.")
            : matches.FirstOrDefault();
    }

    private static bool LooksLikeHash(string name) => name.Length is >= ShortestHash and <= 64 && name.All(char.IsAsciiHexDigitLower);

    private static HarnessException Unknown(string harness, HarnessState state, string name)
    {
        var known = state.Versions.Count == 0 ? "Nothing is committed yet." : FormattableString.Invariant($"Versions go from 1 to {state.Versions.Count}.");
        return new HarnessException($"There is no version '{name}' of '{harness}'.{NearestName.Hint(name, state.Tags.Keys)} {known}");
    }
}
