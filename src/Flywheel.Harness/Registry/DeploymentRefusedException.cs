using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Registry;

/// <summary>A deployment was asked for rightly and is not allowed: there is no accepting gate, or an approval is missing.</summary>
public sealed class DeploymentRefusedException : HarnessException
{
    /// <summary>Says what is missing.</summary>
    public DeploymentRefusedException(string message)
        : base(message)
    {
    }
}
