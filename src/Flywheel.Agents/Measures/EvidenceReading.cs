using System.Runtime.InteropServices;
using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// The evidence as the measures see it: terms numbered in one vocabulary, which passage and which sentence holds each of them.
/// Terms of the draft that no passage holds get numbers from <see cref="EvidenceTerms"/> on.
/// </summary>
internal sealed class EvidenceReading
{
    // A term in more sentences than this says little about which sentence is meant, and following all of them would not be linear.
    private const int MostPostings = 256;

    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly List<string> _terms = [];
    private readonly List<List<int>> _passagesByTerm = [];
    private readonly List<List<int>> _sentencesByTerm = [];
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _byLocation = new(StringComparer.Ordinal);

    private EvidenceReading(IReadOnlyList<SourcePassage> evidence)
    {
        var passages = new List<PassageReading>(evidence.Count);
        var sentences = new List<EvidenceSentence>();
        foreach (var source in evidence)
            passages.Add(Read(source, passages.Count, sentences));
        Passages = passages;
        Sentences = sentences;
        EvidenceTerms = _vocabulary.Count;
        for (var i = 0; i < passages.Count; i++)
            (CollectionsMarshal.GetValueRefOrAddDefault(_byLocation, passages[i].Source.Location, out _) ??= []).Add(i);
    }

    /// <summary>The passages, in citation order.</summary>
    public IReadOnlyList<PassageReading> Passages { get; }

    /// <summary>All sentences of all passages, in passage order.</summary>
    public IReadOnlyList<EvidenceSentence> Sentences { get; }

    /// <summary>The passage a sentence stands in.</summary>
    public PassageReading PassageOf(int sentence) => Passages[Sentences[sentence].Passage];

    /// <summary>How many different terms the evidence holds.</summary>
    public int EvidenceTerms { get; }

    /// <summary>Reads <paramref name="evidence"/>.</summary>
    public static EvidenceReading Of(IReadOnlyList<SourcePassage> evidence) => new(evidence);

    /// <summary>The number of a term; an unknown one is given the next number.</summary>
    public int IdOf(string term)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_vocabulary, term, out var known);
        if (!known)
        {
            id = _vocabulary.Count - 1;
            _terms.Add(term);
        }

        return id;
    }

    /// <summary>The term of a number.</summary>
    public string TermOf(int id) => _terms[id];

    /// <summary>Whether any passage holds the term.</summary>
    public bool Holds(int term) => term < EvidenceTerms;

    /// <summary>Whether any passage holds the number.</summary>
    public bool HoldsNumber(string number) => _numbers.Contains(number);

    /// <summary>Passages that hold the term, ascending.</summary>
    public IReadOnlyList<int> PassagesWith(int term) => Holds(term) ? _passagesByTerm[term] : [];

    /// <summary>Inverse passage frequency, 0 (in every passage) to 1 (in none or one of many).</summary>
    public double Rarity(int term)
    {
        if (Passages.Count == 0 || !Holds(term))
            return 1;
        var frequency = _passagesByTerm[term].Count;
        return Math.Log((1.0 + Passages.Count) / frequency) / Math.Log(1.0 + Passages.Count);
    }

    /// <summary>
    /// The same over whole sources instead of passages: research brings many passages of the source that is about the topic, which makes
    /// the topic's own terms frequent among passages, but not among sources.
    /// </summary>
    public double SourceRarity(int term)
    {
        if (_byLocation.Count == 0 || !Holds(term))
            return 1;
        var frequency = _passagesByTerm[term].Select(passage => Passages[passage].Source.Location).Distinct(StringComparer.Ordinal).Count();
        return Math.Log((1.0 + _byLocation.Count) / frequency) / Math.Log(1.0 + _byLocation.Count);
    }

    /// <summary>How much a term counts when a sentence is compared with a passage: common terms half.</summary>
    public double Weight(int term) => 0.5 + (0.5 * Rarity(term));

    /// <summary>The passages a source line stands for: same location, overlapping lines (any lines when it names none).</summary>
    public IEnumerable<int> At(string location, int? startLine, int? endLine)
    {
        if (!_byLocation.TryGetValue(location, out var candidates))
            yield break;
        foreach (var i in candidates)
        {
            var source = Passages[i].Source;
            if (startLine is null || (source.StartLine <= (endLine ?? startLine) && source.EndLine >= startLine))
                yield return i;
        }
    }

    /// <summary>The share of a sentence's terms, by weight, that the passages hold together: 0 to 1.</summary>
    public double Support(DraftSentence sentence, IReadOnlyList<int> passages)
    {
        double held = 0, all = 0;
        foreach (var term in sentence.Terms)
        {
            var weight = sentence.IsGeneric(term) && !Holds(term) ? 0.25 : Weight(term);
            all += weight;
            foreach (var passage in passages)
            {
                if (Passages[passage].Holds(term))
                {
                    held += weight;
                    break;
                }
            }
        }

        return all == 0 ? 0 : held / all;
    }

    /// <summary>The passage that supports a sentence best, or −1.</summary>
    public int BestPassage(IReadOnlyList<int> terms)
    {
        var scores = new Dictionary<int, double>();
        foreach (var term in terms)
        {
            if (!Holds(term))
                continue;
            var weight = Weight(term);
            foreach (var passage in _passagesByTerm[term])
                CollectionsMarshal.GetValueRefOrAddDefault(scores, passage, out _) += weight;
        }

        return Best(scores);
    }

    /// <summary>The evidence sentence that shares most with these terms, with the share (0 to 1), or null when none shares half.</summary>
    public int? Align(IReadOnlyList<int> terms)
    {
        var scores = new Dictionary<int, double>();
        double all = 0;
        foreach (var term in terms)
        {
            var weight = Weight(term);
            all += weight;
            if (!Holds(term) || _sentencesByTerm[term].Count > MostPostings)
                continue;
            foreach (var sentence in _sentencesByTerm[term])
                CollectionsMarshal.GetValueRefOrAddDefault(scores, sentence, out _) += weight;
        }

        var best = Best(scores);
        return best >= 0 && scores[best] >= 0.5 * all ? best : null;
    }

    // Ties go to the lowest number, so that the order of a dictionary never shows.
    private static int Best(Dictionary<int, double> scores)
    {
        var best = -1;
        var top = 0.0;
        foreach (var (id, score) in scores)
        {
            if (score > top + 1e-9 || (score > top - 1e-9 && id < best))
            {
                top = Math.Max(top, score);
                best = id;
            }
        }

        return best;
    }

    private PassageReading Read(SourcePassage source, int index, List<EvidenceSentence> sentences)
    {
        var terms = new HashSet<int>();
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        var head = Intern(source.Title + "\n" + source.Heading, terms, numbers);
        foreach (var span in SentenceSplitter.Split(source.Text))
        {
            var own = Intern(span.In(source.Text), terms, numbers);
            foreach (var term in own)
                _sentencesByTerm[term].Add(sentences.Count);
            sentences.Add(new EvidenceSentence(index, own, FollowsMarker(source.Text, span.Start)));
        }

        foreach (var term in terms)
            _passagesByTerm[term].Add(index);
        _numbers.UnionWith(numbers);
        return new PassageReading(source, terms, head, numbers);
    }

    private static bool FollowsMarker(string text, int start)
    {
        var i = start - 1;
        while (i >= 0 && text[i] is ' ' or '\t')
            i--;
        return i >= 0 && text[i] is '-' or '*' or '+' or '.' or ')' && (i == 0 || text[i - 1] is ' ' or '\t' or '\n' or (>= '0' and <= '9'));
    }

    private int[] Intern(string text, HashSet<int> passage, HashSet<string> numbers)
    {
        var own = new HashSet<int>();
        foreach (var token in Tokenizer.Tokenize(text))
        {
            if (Numerals.Read(token) is { } number)
                numbers.Add(number);
            if (token.IsStopword)
                continue;
            var id = IdOf(token.Term);
            if (id == _passagesByTerm.Count)
            {
                _passagesByTerm.Add([]);
                _sentencesByTerm.Add([]);
            }

            own.Add(id);
        }

        passage.UnionWith(own);
        return [.. own.Order()];
    }
}

/// <summary>One passage: its terms, the terms of its title and heading, its numbers in digits.</summary>
internal sealed record PassageReading(SourcePassage Source, HashSet<int> Terms, int[] Head, HashSet<string> Numbers)
{
    /// <summary>Whether the passage, its title or its heading holds the term.</summary>
    public bool Holds(int term) => Terms.Contains(term);
}

/// <summary>One sentence of a passage.</summary>
internal sealed record EvidenceSentence(int Passage, int[] Terms, bool IsListItem);
