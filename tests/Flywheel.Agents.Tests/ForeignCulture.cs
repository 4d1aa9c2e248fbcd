using System.Globalization;

namespace Flywheel.Agents.Tests;

/// <summary>Makes the current culture one that writes numbers and dates unlike any, until disposed.</summary>
internal sealed class ForeignCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    private ForeignCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "~";
        culture.DateTimeFormat.ShortDatePattern = "yy/d/M";
        CultureInfo.CurrentCulture = culture;
    }

    public static ForeignCulture Enter() => new();

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
