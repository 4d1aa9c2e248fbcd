using Flywheel.Agents.Requests;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Embedded.Writing;

/// <summary>What a harness and the active skills require of a document, as far as the engine obeys it.</summary>
internal sealed record WritingRules
{
    /// <summary>Exact number of sections, or null.</summary>
    public int? ItemCount { get; init; }

    /// <summary>Most words of the body, or null.</summary>
    public int? MaxWords { get; init; }

    /// <summary>Subsections under every item, in rule order.</summary>
    public IReadOnlyList<string> PerItem { get; init; } = [];

    /// <summary>Sections once in the document, in rule order.</summary>
    public IReadOnlyList<string> PerDocument { get; init; } = [];

    /// <summary>Least sentences of a section.</summary>
    public int MinSentences { get; init; } = 1;

    /// <summary>Least number of different sources cited.</summary>
    public int MinSources { get; init; } = 1;

    /// <summary>Whether every section needs an example.</summary>
    public bool RequireExample { get; init; }

    /// <summary>Whether the document must say where its statements stop holding.</summary>
    public bool RequireCaveat { get; init; }

    /// <summary>Phrases that must not occur.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>The order of the sections, or null for the most relevant first.</summary>
    public SectionOrder? Order { get; init; }

    /// <summary>Whether a skill asks for a thorough document.</summary>
    public bool Thorough { get; init; }

    /// <summary>Reads the directives of all rules and the named blocks of the context.</summary>
    public static WritingRules Of(HarnessSpec harness, IReadOnlyList<ContextBlock> context)
    {
        var directives = harness.Rules.Select(rule => rule.Directive).ToArray();
        var sections = directives.OfType<RequiredSection>().DistinctBy(section => (section.Title.ToUpperInvariant(), section.Per)).ToArray();
        int?[] limits = [harness.Output.MaxWords, .. directives.OfType<MaxWords>().Select(limit => (int?)limit.N)];
        return new WritingRules
        {
            ItemCount = directives.OfType<ItemCount>().LastOrDefault()?.N,
            MaxWords = limits.Min(),
            PerItem = [.. sections.Where(section => section.Per == SectionScope.Item).Select(section => section.Title)],
            PerDocument = [.. sections.Where(section => section.Per == SectionScope.Document).Select(section => section.Title)],
            MinSentences = directives.OfType<MinSentencesPerSection>().Select(least => least.N).Append(1).Max(),
            MinSources = directives.OfType<SourceMinimum>().Select(least => least.N).Append(1).Max(),
            RequireExample = directives.OfType<RequireExample>().Any(),
            RequireCaveat = directives.OfType<CaveatRequired>().Any(),
            Forbidden = [.. directives.OfType<ForbidPhrase>().Select(phrase => phrase.Text).Where(text => text.Length > 0)],
            Order = directives.OfType<OrderBy>().LastOrDefault()?.Key,
            Thorough = context.Any(block => IsSkill(block, "deep")),
        };
    }

    /// <summary>Whether a text has none of the forbidden phrases.</summary>
    public bool Allows(string text) => !Forbidden.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    private static bool IsSkill(ContextBlock block, string skill)
    {
        var name = block.Name.Trim().TrimStart('/');
        return string.Equals(name, skill, StringComparison.OrdinalIgnoreCase)
            || (name.Contains("skill", StringComparison.OrdinalIgnoreCase)
                && (name.Contains(skill, StringComparison.OrdinalIgnoreCase) || block.Text.Contains("/" + skill, StringComparison.OrdinalIgnoreCase)));
    }
}
