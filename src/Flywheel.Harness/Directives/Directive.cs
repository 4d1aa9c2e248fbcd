namespace Flywheel.Harness.Directives;

/// <summary>
/// The machine-readable form of an operating rule. Deterministic checks and the <c>embedded</c> model obey directives;
/// the sentence of the rule is for language models. Immutable and thread-safe.
/// </summary>
public abstract record Directive
{
    private protected Directive()
    {
    }

    /// <summary>The name of this kind in a harness file, for example <c>item_count</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>A directive that a delivered document obeys or violates.</summary>
public abstract record DocumentDirective : Directive
{
    private protected DocumentDirective()
    {
    }
}

/// <summary>A directive on what an agent does, checked before the action.</summary>
public abstract record ActionDirective : Directive
{
    private protected ActionDirective()
    {
    }
}
