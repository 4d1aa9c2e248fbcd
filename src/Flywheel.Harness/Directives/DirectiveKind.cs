using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;

namespace Flywheel.Harness.Directives;

/// <summary>A kind of directive as harness files know it: its parameters, and the way from and to the typed value.</summary>
/// <param name="Name">For example <c>item_count</c>.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Parameters">The keys beside <c>kind</c>.</param>
/// <param name="Read">From valid parameters.</param>
/// <param name="Write">Adds the parameters.</param>
internal sealed record DirectiveKind(
    string Name,
    string Meaning,
    IReadOnlyList<KeyEntry> Parameters,
    Func<JsonObject, Directive> Read,
    Action<Directive, JsonObject> Write);
