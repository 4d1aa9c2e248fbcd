using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Catalogue;

public sealed class HarnessCatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_shipped_harnesses_are_there_without_a_workspace()
    {
        var catalogue = new HarnessCatalogue(null);

        catalogue.List().Select(entry => entry.Name).ShouldBe(["briefing", "research"]);
        catalogue.Find("research").Spec.Rules.ShouldContain(rule => rule.Id == "cite-every-item");
        catalogue.Find("briefing").Spec.Output.MaxWords.ShouldBe(400);
    }

    [Fact]
    public void The_shipped_research_harness_writes_out_the_product_defaults()
    {
        var shipped = BuiltInHarnesses.Default.Spec;
        var defaults = new Harness.Specs.HarnessSpec { Name = "research" };

        (shipped.Sampling, shipped.Output, shipped.Research, shipped.Budgets, shipped.Memory, shipped.Security)
            .ShouldBe((defaults.Sampling, defaults.Output, defaults.Research, defaults.Budgets, defaults.Memory, defaults.Security));
        shipped.Verify.Threshold.ShouldBe(defaults.Verify.Threshold);
    }

    [Fact]
    public void A_working_copy_comes_before_a_built_in_harness()
    {
        Write("research", "harness: research\nverify: {threshold: 5}");

        Catalogue().Find("research").Spec.Verify.Threshold.ShouldBe(5);
        Catalogue().List().ShouldContain(entry => entry.Name == "research" && !entry.IsBuiltIn);
    }

    [Fact]
    public void A_working_copy_may_extend_a_built_in_harness()
    {
        Write("mine", "harness: mine\nextends: briefing\noutput: {max_words: 90}");

        var mine = Catalogue().Find("mine").Spec;

        mine.Output.MaxWords.ShouldBe(90);
        mine.Rules.ShouldContain(rule => rule.Id == "two-minutes");
    }

    [Fact]
    public void A_circle_of_parents_is_named()
    {
        Write("a", "harness: a\nextends: b");
        Write("b", "harness: b\nextends: c");
        Write("c", "harness: c\nextends: a");

        Should.Throw<HarnessException>(() => Catalogue().Find("a")).Message.ShouldContain("a → b → c → a");
    }

    [Fact]
    public void An_unknown_name_brings_the_nearest_ones() =>
        Should.Throw<HarnessException>(() => Catalogue().Find("reserch")).Message.ShouldBe("There is no harness 'reserch'. Did you mean 'research'? Known: briefing, research.");

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("Research")]
    [InlineData("research@")]
    [InlineData("")]
    public void What_is_no_name_is_refused(string name) => Should.Throw<HarnessException>(() => Catalogue().Find(name)).Message.ShouldContain("names no harness");

    [Fact]
    public void A_file_with_another_name_than_its_folder_is_refused()
    {
        Write("mine", "harness: yours");

        Should.Throw<HarnessException>(() => Catalogue().Find("mine")).Message.ShouldContain("says 'harness: yours', but its folder says 'mine'");
    }

    [Fact]
    public void A_version_without_a_registry_is_refused() =>
        Should.Throw<HarnessException>(() => Catalogue().Find("research@7")).Message.ShouldContain("without a workspace");

    public void Dispose() => _folder.Dispose();

    private HarnessCatalogue Catalogue() => new(_folder.Path);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, name));
        File.WriteAllText(Path.Combine(_folder.Path, name, "harness.yaml"), text);
    }
}
