using System.Text.Json.Nodes;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Specs;

/// <summary>Set FLYWHEEL_UPDATE_GOLDEN=1 and run this class to rewrite the published schema and the key reference.</summary>
public class HarnessSchemaTests
{
    [Fact]
    public void The_published_schema_is_the_one_the_loader_obeys() => GoldenFile.Check("docs/schemas/harness.schema.json", HarnessSchema.Text);

    [Fact]
    public void The_key_reference_in_the_docs_is_up_to_date()
    {
        var page = GoldenFile.Read("docs/harness.md");
        var (start, end) = (page.IndexOf(KeyReference.Begin, StringComparison.Ordinal), page.IndexOf(KeyReference.End, StringComparison.Ordinal));
        start.ShouldBeGreaterThan(0);

        GoldenFile.Check("docs/harness.md", page[..start] + KeyReference.Text + page[end..]);
    }

    [Fact]
    public void Every_default_in_the_schema_is_the_default_of_the_spec()
    {
        var schema = JsonNode.Parse(HarnessSchema.Text)!;

        schema["properties"]!["verify"]!["properties"]!["threshold"]!["default"]!.GetValue<double>().ShouldBe(new VerifySpec().Threshold);
        schema["properties"]!["budgets"]!["properties"]!["wall_s"]!["default"]!.GetValue<double>().ShouldBe(new BudgetsSpec().WallSeconds!.Value);
        schema["properties"]!["kind"]!["default"]!.GetValue<string>().ShouldBe("research");
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
    }
}
