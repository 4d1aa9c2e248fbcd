namespace Flywheel.Harness.Assembly;

/// <summary>A text that a model is given at one place of the pipeline, and that can be changed and tested alone.</summary>
public enum StageSurface
{
    /// <summary>The planner's instruction.</summary>
    Planner,

    /// <summary>The rules for follow-up queries and selection.</summary>
    Research,

    /// <summary>The system message of a tool-calling agent.</summary>
    Tools,

    /// <summary>The writer's instruction for tasks that ask for a number of items.</summary>
    SynthesisEnumerated,

    /// <summary>The writer's instruction for tasks that ask how to do something.</summary>
    SynthesisBestPractices,

    /// <summary>The writer's instruction for everything else.</summary>
    SynthesisResearch,

    /// <summary>The judge's instruction.</summary>
    Evaluator,

    /// <summary>The reviser's instruction.</summary>
    Revise,
}
