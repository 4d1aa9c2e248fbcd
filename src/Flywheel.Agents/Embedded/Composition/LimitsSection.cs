using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>For research: the caveats with which the sections close, put together at the end where a reader looks for them.</summary>
internal static class LimitsSection
{
    private const int Most = 4;
    private const int Fewest = 2;
    private const int LeastLeft = 3;

    /// <summary>
    /// Takes the closing caveat of each section that keeps at least three sentences without it; null, and nothing taken, when there are
    /// fewer than two.
    /// </summary>
    /// <param name="sections">The sentences chosen for each section; what is taken is removed from them.</param>
    /// <param name="citing">How to cite.</param>
    public static DocumentSection? TakeFrom(IReadOnlyList<List<Sentence>> sections, Citing citing)
    {
        var closing = sections.Where(section => section.Count > LeastLeft && IsMovable(section[^1])).Take(Most).ToArray();
        if (closing.Length < Fewest)
            return null;

        var caveats = closing.Select(section => section[^1]).ToArray();
        foreach (var section in closing)
            section.RemoveAt(section.Count - 1);
        return new DocumentSection("Limits and trade-offs", [[.. caveats.Select(caveat => citing.Cite(caveat, 2.5))]], []);
    }

    private static bool IsMovable(Sentence sentence) =>
        sentence.Is(SentenceTraits.Caveat) && sentence.Dependence == Dependence.None && !sentence.Is(SentenceTraits.Example);
}
