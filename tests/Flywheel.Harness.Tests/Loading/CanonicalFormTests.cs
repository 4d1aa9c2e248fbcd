using System.Text.Json.Nodes;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;
using Flywheel.Harness.Tests.Generators;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Tests.Loading;

public class CanonicalFormTests
{
    [Fact]
    public void Load_canonicalise_load_is_the_identity() => Properties.ForAnySeed(500, seed =>
    {
        var first = HarnessLoader.Parse(new SpecGenerator(seed).Spec().ToJsonString(), "generated");

        var second = HarnessLoader.Parse(first.CanonicalText, "canonical");

        second.CanonicalText.ShouldBe(first.CanonicalText);
        second.Hash.ShouldBe(first.Hash);
        Effect(second.Spec).ShouldBe(Effect(first.Spec));
    });

    [Fact]
    public void The_hash_does_not_depend_on_key_order_comments_white_space_or_notation() => Properties.ForAnySeed(500, seed =>
    {
        var generator = new SpecGenerator(seed);
        var spec = generator.Spec();
        var expected = HarnessLoader.Parse(spec.ToJsonString(), "json").Hash;

        var yaml = new RandomYaml(seed).Write((JsonObject)generator.Shuffled(spec)!);

        HarnessLoader.Parse(yaml, "yaml").Hash.ShouldBe(expected, yaml);
    });

    [Fact]
    public void A_spec_written_out_reads_back_the_same() => Properties.ForAnySeed(500, seed =>
    {
        var spec = HarnessLoader.Parse(new SpecGenerator(seed).Spec().ToJsonString(), "generated").Spec;
        var written = SpecWriter.Write(spec);

        var read = HarnessLoader.Parse(written.ToJsonString(), "written").Spec;

        CanonicalJson.Serialize(SpecWriter.Write(read)).ShouldBe(CanonicalJson.Serialize(written));
    });

    [Fact]
    public void Any_change_of_a_counted_value_changes_the_hash() => Properties.ForAnySeed(500, seed =>
    {
        var spec = new SpecGenerator(seed).Spec();
        var before = HarnessLoader.Parse(spec.ToJsonString(), "before").Hash;

        spec["memory"] = new JsonObject { ["retrieve"] = (spec["memory"]?["retrieve"]?.GetValue<long>() ?? 4L) == 7 ? 8L : 7L };

        HarnessLoader.Parse(spec.ToJsonString(), "after").Hash.ShouldNotBe(before);
    });

    private static string Effect(HarnessSpec spec)
    {
        var written = SpecWriter.Write(spec);
        written.Remove("description");
        foreach (var rule in (JsonArray)written["rules"]!)
            rule!.AsObject().Remove("evidence");
        return written.ToJsonString();
    }
}
