using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>Everything that determines what research finds.</summary>
/// <param name="Task">The user's task; case and white space do not matter.</param>
/// <param name="TaskType">The task's type.</param>
/// <param name="ProviderIdentity">The <see cref="ISearchProvider.Identity"/> of the provider.</param>
/// <param name="Settings">What else research depends on, in a form that is equal for equal settings: planned queries, limits, the model that asks.</param>
public sealed record ResearchKey(string Task, TaskType TaskType, string ProviderIdentity, string Settings);
