using System.Globalization;
using Flywheel.Agents.Measures;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>What a mutation did to the measures of one document, over several seeds.</summary>
internal sealed class MutationOutcome
{
    private const int Seeds = 6;
    private const double MustFallBy = 1.0;
    private const double MayFallBy = 0.5;

    private readonly Mutation _mutation;
    private readonly Dictionary<string, (double Least, double Most)> _falls = new(StringComparer.Ordinal);

    private MutationOutcome(Mutation mutation) => _mutation = mutation;

    /// <summary>Whether there was anything to damage: at least one seed changed the draft.</summary>
    public bool Applied { get; private set; }

    /// <summary>The smallest fall of a dimension that must fall.</summary>
    public double Right => _mutation.MustFall.Min(dimension => _falls[dimension].Least);

    /// <summary>The largest fall of a dimension that is neither right nor related.</summary>
    public double Unrelated => DocumentMeasures.Dimensions.Except(_mutation.MustFall).Except(_mutation.Related).Max(dimension => _falls[dimension].Most);

    /// <summary>What is not as the table says.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            var faults = new List<string>();
            foreach (var dimension in DocumentMeasures.Dimensions)
            {
                var (least, most) = _falls[dimension];
                if (_mutation.MustFall.Contains(dimension) && least < MustFallBy - 1e-9)
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"{dimension} fell by {least:0.0} only"));
                else if (!_mutation.MustFall.Contains(dimension) && !_mutation.Related.Contains(dimension) && most > MayFallBy + 1e-9)
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"{dimension}, which is unrelated, fell by {most:0.0}"));
            }

            return faults;
        }
    }

    /// <summary>Damages <paramref name="draft"/> with every seed.</summary>
    public static MutationOutcome Of(Mutation mutation, DraftUnderTest draft, DraftUnderTest other)
    {
        var outcome = new MutationOutcome(mutation);
        if (mutation.NeedsCount && draft.ExpectedSections is null)
            return outcome;
        var before = DocumentMeasures.Measure(draft);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var damaged = mutation.Apply(draft, seed, other);
            if (damaged.Text == draft.Text && ReferenceEquals(damaged.Evidence, draft.Evidence))
                continue;
            outcome.Applied = true;
            var after = DocumentMeasures.Measure(damaged);
            for (var i = 0; i < before.Count; i++)
                outcome.Note(before[i].Dimension, before[i].Score - after[i].Score);
        }

        return outcome;
    }

    private void Note(string dimension, double fall)
    {
        var (least, most) = _falls.TryGetValue(dimension, out var known) ? known : (double.MaxValue, double.MinValue);
        _falls[dimension] = (Math.Min(least, fall), Math.Max(most, fall));
    }
}
