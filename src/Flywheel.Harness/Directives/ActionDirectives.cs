using Flywheel.Harness.Conditions;

namespace Flywheel.Harness.Directives;

/// <summary>A tool may be used. As soon as one rule allows a tool, tools that no rule allows are refused.</summary>
/// <param name="Name">The tool.</param>
public sealed record AllowTool(string Name) : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "allow_tool";
}

/// <summary>A tool call that meets a condition is refused.</summary>
/// <param name="Condition">The condition.</param>
public sealed record RefuseWhen(ActionCondition Condition) : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "refuse_when";
}

/// <summary>A tool has succeeded in this run before another is called.</summary>
/// <param name="Tool">The tool that comes first.</param>
/// <param name="Before">The tool that waits for it.</param>
public sealed record RequireBefore(string Tool, string Before) : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "require_before";
}

/// <summary>A person (or, where the run has none, the user the agent talks to) agrees before a tool is called.</summary>
/// <param name="Tool">The tool.</param>
public sealed record ConfirmBefore(string Tool) : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "confirm_before";
}

/// <summary>The result is verified after the last change and before the agent finishes.</summary>
public sealed record VerifyBeforeFinish : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "verify_before_finish";
}

/// <summary>How a kind of sensitive data in tool arguments is treated.</summary>
/// <param name="Name">The kind of data.</param>
/// <param name="Handling">What happens to it.</param>
public sealed record DataCategory(SensitiveData Name, DataHandling Handling) : ActionDirective
{
    /// <inheritdoc/>
    public override string Kind => "data_category";
}

/// <summary>The kinds of sensitive data that can be recognised without a model.</summary>
public enum SensitiveData
{
    /// <summary>E-mail addresses.</summary>
    Email,

    /// <summary>Phone numbers in international form.</summary>
    Phone,

    /// <summary>Payment card numbers (their check digit holds).</summary>
    PaymentCard,

    /// <summary>Bank account numbers (IBAN; their check digits hold).</summary>
    Iban,

    /// <summary>IPv4 and IPv6 addresses.</summary>
    IpAddress,

    /// <summary>Keys, tokens and passwords.</summary>
    Credential,
}

/// <summary>What is done with sensitive data.</summary>
public enum DataHandling
{
    /// <summary>It is replaced before the tool sees it.</summary>
    Redact,

    /// <summary>The call is refused.</summary>
    Block,

    /// <summary>The call goes on and the use is recorded.</summary>
    Log,
}
