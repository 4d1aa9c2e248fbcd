using System.Text.RegularExpressions;
using Flywheel.Agents.Planning;

namespace Flywheel.Agents.Skills;

/// <summary>The skills a run can use. Immutable and thread-safe.</summary>
public sealed partial class SkillRegistry
{
    /// <summary>Every research round runs; the novelty gate is off.</summary>
    public const string Deep = "deep";

    /// <summary>Every claim is attributed.</summary>
    public const string Cite = "cite";

    /// <summary>Three personas review each draft.</summary>
    public const string Panel = "panel";

    private readonly Dictionary<string, Skill> _skills;

    /// <summary>A registry of these skills.</summary>
    public SkillRegistry(IEnumerable<Skill> skills) => _skills = skills.ToDictionary(static skill => skill.Name, StringComparer.Ordinal);

    /// <summary>The skills that are always there.</summary>
    public static SkillRegistry BuiltIn { get; } = new(
    [
        new Skill
        {
            Name = Deep,
            Description = "Searches every round the harness allows, without the novelty gate.",
            Hook = SkillHook.PreResearch,
            Prompt = "Go deeper than usual: use every source that helps, and explain mechanisms, examples and limits at length.",
            Trigger = static (task, _) => DeepWording().IsMatch(task),
        },
        new Skill
        {
            Name = Cite,
            Description = "Attributes every claim to a source and marks what is inferred.",
            Hook = SkillHook.PreSynthesis,
            Prompt = "Attribute every claim to the number of its source. Mark what no source says outright as (inferred).",
        },
        new Skill
        {
            Name = Panel,
            Description = "Lets three personas review each draft in parallel.",
            Hook = SkillHook.PostWiggum,
            Trigger = static (_, plan) => plan.Complexity == Complexity.High,
        },
    ]);

    /// <summary>All skills by name.</summary>
    public IReadOnlyList<Skill> All => [.. _skills.Values.OrderBy(static skill => skill.Name, StringComparer.Ordinal)];

    /// <summary>Takes <c>/name</c> words out of a task.</summary>
    /// <exception cref="UnknownSkillException">A word looks like a skill and is none.</exception>
    public TaskWithSkills Parse(string task, IEnumerable<string> asked)
    {
        ArgumentNullException.ThrowIfNull(task);
        var names = new List<string>();
        foreach (var name in asked)
            Add(names, name.TrimStart('/'));
        var rest = SkillWord().Replace(task, match =>
        {
            Add(names, match.Groups["name"].Value);
            return "";
        });
        return new TaskWithSkills(rest.Trim(), names);
    }

    /// <summary>The skills of a run: those asked for first, then those that switch themselves on.</summary>
    public IReadOnlyList<Skill> Activate(IReadOnlyList<string> asked, string task, Plan plan, bool triggers)
    {
        var active = asked.Select(name => _skills[name]).ToList();
        if (triggers)
            active.AddRange(All.Where(skill => !active.Contains(skill) && skill.Trigger?.Invoke(task, plan) == true));
        return active;
    }

    private void Add(List<string> names, string name)
    {
        if (!_skills.ContainsKey(name))
            throw new UnknownSkillException(name, _skills.Keys);
        if (!names.Contains(name, StringComparer.Ordinal))
            names.Add(name);
    }

    [GeneratedRegex(@"(^|\s)/(?<name>[a-z][a-z0-9\-]{1,30})(?=\s|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SkillWord();

    [GeneratedRegex(@"\b(comprehensive|thorough|exhaustive|in-depth|deep dive)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeepWording();
}

/// <summary>A task and the skills it asked for.</summary>
/// <param name="Task">Without the skill words.</param>
/// <param name="Skills">Names, in order, each once.</param>
public sealed record TaskWithSkills(string Task, IReadOnlyList<string> Skills);
