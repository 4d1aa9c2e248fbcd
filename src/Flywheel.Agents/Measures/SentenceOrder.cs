namespace Flywheel.Agents.Measures;

/// <summary>
/// Do the sentences stand in an order that makes sense? Six signs, each a share of places out of order, each null where a draft
/// gives nothing to judge by: <see cref="Backward"/>, <see cref="Openings"/>, <see cref="Closings"/>, <see cref="Strays"/>.
/// </summary>
internal sealed class SentenceOrder
{
    // Sections compared for strays, at most: evenly spaced sentences of longer drafts stand for the rest.
    private const int MostSentences = 400;
    private const int MostSections = 64;
    private const int MostPlaces = 256;
    private const int Window = 6;

    private SentenceOrder(DraftReading reading)
    {
        var sections = reading.Sections
            .Where(section => section.Part is not SectionPart.Sources)
            .Select(section => (Section: section, Sentences: section.Sentences.Where(sentence => !sentence.IsFiller && !sentence.IsMeta).ToArray()))
            .Where(section => section.Sentences.Length > 0)
            .ToArray();
        var longer = sections.Where(section => section.Sentences.Length >= 3).ToArray();
        Backward = BackwardShare(reading, longer);
        Openings = Share(longer.Sum(section => Opening(reading, section.Section, section.Sentences)), longer.Length, 5);
        Closings = ClosingShare(longer.Select(section => section.Sentences));
        Strays = StrayShare(reading, sections);
        Misnamed = MisnamedShare(reading, sections);
        Split = SplitShare(reading, sections);
    }

    /// <summary>Pairs of sentences of one section that follow one passage against its order.</summary>
    public double? Backward { get; }

    /// <summary>Sections that open with a sentence that needs one before it, or far from their heading.</summary>
    public double? Openings { get; }

    /// <summary>Limits and caveats that stand before what they limit.</summary>
    public double? Closings { get; }

    /// <summary>Sentences that belong to another section more than to their own, chance taken off.</summary>
    public double? Strays { get; }

    /// <summary>Headings that fit the text of another section clearly better than their own.</summary>
    public double? Misnamed { get; }

    /// <summary>Neighbours in the evidence that stand in different sections.</summary>
    public double? Split { get; }

    /// <summary>Sections whose order is wrong, worst first.</summary>
    public List<DraftSection> Disordered { get; } = [];

    public static SentenceOrder Of(DraftReading reading) => new(reading);

    private double? BackwardShare(DraftReading reading, (DraftSection Section, DraftSentence[] Sentences)[] sections)
    {
        int forward = 0, backward = 0;
        foreach (var (section, sentences) in sections)
        {
            int own = 0, against = 0;
            for (var i = 0; i < sentences.Length; i++)
            {
                if (sentences[i].Aligned is not { } a)
                    continue;
                for (var j = i + 1; j < Math.Min(sentences.Length, i + Window); j++)
                {
                    if (sentences[j].Aligned is not { } b || a == b || reading.Evidence.Sentences[a].Passage != reading.Evidence.Sentences[b].Passage)
                        continue;
                    if (b > a)
                        own++;
                    else
                        against++;
                }
            }

            forward += own;
            backward += against;
            if (against > own)
                Disordered.Add(section);
        }

        return Share(backward, forward + backward, 8);
    }

    private static double? MisnamedShare(DraftReading reading, (DraftSection Section, DraftSentence[] Sentences)[] sections)
    {
        var named = sections.Where(section => section.Section is { Part: SectionPart.Content, HeadingTerms.Length: > 0 }).Take(MostSections).ToArray();
        if (named.Length < 2)
            return null;
        var said = Array.ConvertAll(named, section => section.Sentences.SelectMany(sentence => sentence.Terms).ToHashSet());
        var wrong = 0;
        for (var i = 0; i < named.Length; i++)
        {
            var fits = said.Select(terms => named[i].Section.HeadingTerms.Sum(term => terms.Contains(term) ? reading.Evidence.Weight(term) : 0)).ToArray();
            if (fits.Max() > 1.5 * fits[i])
                wrong++;
        }

        return Share(wrong, named.Length, 4);
    }

    private static double? SplitShare(DraftReading reading, (DraftSection Section, DraftSentence[] Sentences)[] sections)
    {
        var content = sections.Where(section => section.Section.Part == SectionPart.Content).ToArray();
        if (content.Length < 2)
            return null;
        var places = new SortedDictionary<int, int>();
        foreach (var (section, sentences) in content)
        {
            foreach (var sentence in sentences)
            {
                if (sentence.Aligned is { } aligned)
                    places.TryAdd(aligned, section.Index);
            }
        }

        int together = 0, apart = 0;
        foreach (var (place, section) in places)
        {
            for (var next = place + 1; next <= place + 2; next++)
            {
                if (!places.TryGetValue(next, out var other) || Lists(reading, place, next) || reading.Evidence.Sentences[next].Passage != reading.Evidence.Sentences[place].Passage)
                    continue;
                if (other == section)
                    together++;
                else
                    apart++;
            }
        }

        return Share(apart, together + apart, 8);
    }

    // The entries of a list are neighbours without being one train of thought: they may well become sections.
    private static bool Lists(DraftReading reading, int place, int next) =>
        reading.Evidence.Sentences[place].IsListItem && reading.Evidence.Sentences[next].IsListItem;

    private static double Opening(DraftReading reading, DraftSection section, DraftSentence[] sentences)
    {
        if (Cues.Dangling.Opens(sentences[0].Text))
            return 1;
        if (section.HeadingTerms.Length == 0)
            return 0;
        var shares = sentences.Select(sentence => Shared(reading, sentence.Terms, section.HeadingTerms)).ToArray();
        var most = shares.Max();
        return most == 0 ? 0 : 1 - (shares[0] / most);
    }

    private static double? ClosingShare(IEnumerable<DraftSentence[]> sections)
    {
        double misplaced = 0;
        var limits = 0;
        foreach (var sentences in sections)
        {
            for (var i = 0; i < sentences.Length; i++)
            {
                if (!Cues.Limit.In(sentences[i].Text))
                    continue;
                limits++;
                misplaced += 1 - ((double)i / (sentences.Length - 1));
            }
        }

        return Share(misplaced, limits, 3);
    }

    // A few places prove little: below `enough` of them the share shrinks towards none.
    private static double? Share(double wrong, int places, int enough) => places == 0 ? null : wrong / Math.Max(places, enough);

    private static double? StrayShare(DraftReading reading, (DraftSection Section, DraftSentence[] Sentences)[] sections)
    {
        var candidates = sections.Where(section => section.Section.Part == SectionPart.Content).ToArray();
        if (candidates.Length < 2)
            return null;
        var counts = new Dictionary<int, Dictionary<int, int>>();
        for (var i = 0; i < candidates.Length; i++)
        {
            foreach (var sentence in candidates[i].Sentences)
            {
                foreach (var term in sentence.Terms)
                    Count(counts, term, i, 1);
            }

            foreach (var term in candidates[i].Section.HeadingTerms)
                Count(counts, term, i, 2);
        }

        var all = candidates.SelectMany((section, index) => section.Sentences.Select(sentence => (index, sentence))).ToArray();
        var step = Math.Max(1, all.Length / MostSentences);
        double home = 0;
        var judged = 0;
        for (var k = 0; k < all.Length; k += step)
        {
            var (own, sentence) = all[k];
            var scores = new Dictionary<int, double>();
            foreach (var term in sentence.Terms)
            {
                var places = counts[term];
                var rarity = Math.Log((1.0 + candidates.Length) / places.Count);
                if (rarity <= 0.1 || places.Count > MostPlaces)
                    continue;
                foreach (var (place, count) in places)
                {
                    var others = place == own ? count - 1 : count;
                    if (others > 0)
                        scores[place] = scores.GetValueOrDefault(place) + (rarity * Math.Min(2, others) / Math.Sqrt(candidates[place].Sentences.Length));
                }
            }

            if (scores.Count == 0)
                continue;
            judged++;
            var best = scores.Values.Max();
            if (scores.GetValueOrDefault(own) >= best - 1e-9)
                home += 1.0 / scores.Values.Count(score => score >= best - 1e-9);
        }

        return Share(judged - home, judged, 6);
    }

    private static void Count(Dictionary<int, Dictionary<int, int>> counts, int term, int place, int by)
    {
        if (!counts.TryGetValue(term, out var places))
            counts[term] = places = [];
        places[place] = places.GetValueOrDefault(place) + by;
    }

    private static double Shared(DraftReading reading, int[] terms, int[] heading)
    {
        double shared = 0;
        foreach (var term in heading)
        {
            if (Array.BinarySearch(terms, term) >= 0)
                shared += reading.Evidence.Weight(term);
        }

        return shared;
    }
}
