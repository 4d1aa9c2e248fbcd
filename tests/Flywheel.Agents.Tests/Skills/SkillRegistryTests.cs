using Flywheel.Agents.Planning;
using Flywheel.Agents.Skills;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Skills;

public sealed class SkillRegistryTests
{
    private static readonly Plan Simple = new() { TaskType = TaskType.Research, SearchQueries = ["x"] };

    [Fact]
    public void Skill_words_are_taken_out_of_the_task_once_each()
    {
        var parsed = SkillRegistry.BuiltIn.Parse("/deep Compare caches /cite with /deep care", ["cite"]);

        parsed.Task.ShouldBe("Compare caches with care");
        parsed.Skills.ShouldBe(["cite", "deep"]);
    }

    [Fact]
    public void An_unknown_skill_is_an_error_that_names_the_known_ones() =>
        Should.Throw<UnknownSkillException>(static () => SkillRegistry.BuiltIn.Parse("/depp Compare caches", []))
            .Message.ShouldContain("/deep");

    [Theory]
    [InlineData("Read /etc/hosts and ./notes/a.md")]
    [InlineData("and/or questions")]
    public void Paths_are_no_skills(string task) => SkillRegistry.BuiltIn.Parse(task, []).Task.ShouldBe(task);

    [Fact]
    public void Triggers_add_to_what_was_asked_for_and_can_be_turned_off()
    {
        var complex = Simple with { Complexity = Complexity.High };

        SkillRegistry.BuiltIn.Activate(["cite"], "A thorough comparison", complex, triggers: true).Select(static skill => skill.Name)
            .ShouldBe(["cite", "deep", "panel"]);
        SkillRegistry.BuiltIn.Activate(["cite"], "A thorough comparison", complex, triggers: false).Select(static skill => skill.Name)
            .ShouldBe(["cite"]);
    }
}
