using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Harness.Tests;

/// <summary>Property tests over seeds: a failing seed is in the message and gives the same case again.</summary>
internal static class Properties
{
    public static void ForAnySeed(int cases, Action<int> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            holds(seed);
            return true;
        }));
}
