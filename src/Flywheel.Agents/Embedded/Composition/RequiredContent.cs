using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>
/// What goes under a heading that a rule requires ("Example", "When not to use"): sentences of that nature, a matching field of a
/// record, or the plain statement that no source has it.
/// </summary>
internal sealed class RequiredContent
{
    private const int MostSentences = 2;

    private static readonly (string Cue, SentenceTraits Traits, string Missing)[] Natures =
    [
        ("example", SentenceTraits.Example | SentenceTraits.Figure, "No source gives an example of this."),
        ("case study", SentenceTraits.Example | SentenceTraits.Figure, "No source gives an example of this."),
        ("when not", SentenceTraits.Caveat, "No source says when not to use this."),
        ("not to use", SentenceTraits.Caveat, "No source says when not to use this."),
        ("caveat", SentenceTraits.Caveat, "No source states a caveat for this."),
        ("limit", SentenceTraits.Caveat, "No source states a limit of this."),
        ("risk", SentenceTraits.Caveat, "No source states a risk of this."),
        ("drawback", SentenceTraits.Caveat, "No source states a drawback of this."),
        ("trade", SentenceTraits.Caveat, "No source states a trade-off of this."),
        ("pitfall", SentenceTraits.Caveat, "No source states a pitfall of this."),
        ("warning", SentenceTraits.Caveat, "No source states a warning about this."),
        ("evidence", SentenceTraits.Figure, "No source gives a measurement of this."),
        ("measure", SentenceTraits.Figure, "No source gives a measurement of this."),
        ("figure", SentenceTraits.Figure, "No source gives a figure for this."),
        ("number", SentenceTraits.Figure, "No source gives a figure for this."),
        ("data", SentenceTraits.Figure, "No source gives data on this."),
        ("why", SentenceTraits.Mechanism, "No source says why this works."),
        ("how it works", SentenceTraits.Mechanism, "No source says how this works."),
        ("mechanism", SentenceTraits.Mechanism, "No source says how this works."),
        ("rationale", SentenceTraits.Mechanism, "No source gives a reason for this."),
        ("reason", SentenceTraits.Mechanism, "No source gives a reason for this."),
        ("what to do", SentenceTraits.Advice, "No source says what to do about this."),
        ("next step", SentenceTraits.Advice, "No source says what to do about this."),
        ("checklist", SentenceTraits.Advice, "No source says what to do about this."),
        ("how to", SentenceTraits.Advice, "No source says how to do this."),
        ("step", SentenceTraits.Advice, "No source says how to do this."),
        ("action", SentenceTraits.Advice, "No source says what to do about this."),
        ("recommend", SentenceTraits.Advice, "No source recommends anything here."),
        ("implement", SentenceTraits.Advice, "No source says how to implement this."),
        ("definition", SentenceTraits.Definition, "No source defines this."),
        ("what it is", SentenceTraits.Definition, "No source defines this."),
    ];

    private readonly HashSet<string> _terms;
    private readonly SentenceTraits _traits;

    private RequiredContent(string title, SentenceTraits traits, string missing)
    {
        Title = title;
        Missing = missing;
        _traits = traits;
        _terms = Tokenizer.Terms(title).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The heading.</summary>
    public string Title { get; }

    /// <summary>What is written when no source has it.</summary>
    public string Missing { get; }

    /// <summary>What a required heading asks for.</summary>
    public static RequiredContent For(string title)
    {
        var lower = title.ToLowerInvariant();
        foreach (var (cue, traits, missing) in Natures)
        {
            if (lower.Contains(cue, StringComparison.Ordinal))
                return new RequiredContent(title, traits, missing);
        }

        return new RequiredContent(title, SentenceTraits.None, $"No source covers this point ({ItemTitle.Inline(title)}).");
    }

    /// <summary>Whether actions are asked for.</summary>
    public bool AsksForAdvice => _traits == SentenceTraits.Advice;

    /// <summary>Whether a sentence is of the nature asked for.</summary>
    public bool Fits(Sentence sentence)
    {
        if (_traits != SentenceTraits.None)
            return sentence.Is(_traits) || (_traits.HasFlag(SentenceTraits.Example) && TraitReader.MentionsExample(sentence.Text));

        return _terms.Count > 0 && _terms.All(sentence.Terms.Contains);
    }

    /// <summary>Chooses for an item: from its own source first, then from its supports. What is chosen is noted as said.</summary>
    public IReadOnlyList<CitedSentence> Choose(Item item, SaidAlready said)
    {
        var chosen = new List<CitedSentence>();
        foreach (var section in item.Supports.Select(support => support.Section).Prepend(item.Seed))
        {
            foreach (var sentence in section.Sentences.Where(Fits))
            {
                var own = ReferenceEquals(section, item.Seed);
                if (chosen.Count >= MostSentences || said.Has(sentence) || !Stands(sentence, own))
                    continue;
                if (!own && chosen.Count > 0)
                    continue;

                said.Add(sentence);
                chosen.Add(Cited(sentence));
            }
        }

        if (chosen.Count == 0 && Field(item) is { } field)
            chosen.Add(field);
        return chosen.Count > 0 ? chosen : [Absent()];
    }

    /// <summary>The statement that no source has it.</summary>
    public CitedSentence Absent() => new() { Text = Missing, IsFixed = true };

    // Under a heading of its own an example needs no introduction; what merely points back still does.
    private static bool Stands(Sentence sentence, bool own) =>
        sentence.Dependence == Dependence.None || (own && sentence.Dependence == Dependence.Named);

    private static CitedSentence Cited(Sentence sentence) => new() { Text = sentence.Text, Citations = [sentence.Citation], Value = 3 };

    private CitedSentence? Field(Item item)
    {
        foreach (var section in item.Supports.Select(support => support.Section).Prepend(item.Seed))
        {
            foreach (var (name, value) in section.Fields)
            {
                if (Tokenizer.Terms(name) is { Length: > 0 } terms && value.Text.Length > 8 && name.Contains("not", StringComparison.Ordinal) == Title.Contains("not", StringComparison.OrdinalIgnoreCase)
                    && Array.TrueForAll(terms, _terms.Contains))
                {
                    var text = ItemTitle.Capital(value.Text);
                    return new CitedSentence { Text = text[^1] is '.' or '!' ? text : text + ".", Citations = [value.Citation], Value = 3 };
                }
            }
        }

        return null;
    }
}
