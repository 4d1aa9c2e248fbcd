using Flywheel.Harness.Directives;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules about tools that the harness does not have. With MCP servers the tools are known only when they run. Thread-safe.</summary>
internal static class ToolNames
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        if (context.Spec.Tools.Count == 0 || context.Spec.Mcp.Count > 0)
            yield break;
        var known = context.Spec.Tools.Select(tool => tool.Name).ToList();
        foreach (var rule in context.Spec.Rules)
        {
            foreach (var tool in Named(rule.Directive).Where(tool => !known.Contains(tool, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal))
                yield return new LintFinding(LintRules.UnknownTool, [rule.Id], $"'{rule.Id}' is about the tool {tool}, which is not among the harness's tools.{NearestName.Hint(tool, known)}", context.LineOf(rule));
        }
    }

    private static IEnumerable<string> Named(Directive? directive) => directive switch
    {
        AllowTool allow => [allow.Name],
        ConfirmBefore confirm => [confirm.Tool],
        RequireBefore order => [order.Tool, order.Before],
        RefuseWhen refuse => refuse.Condition.Tools,
        _ => [],
    };
}
