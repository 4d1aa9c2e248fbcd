using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Directives;
using Flywheel.Storage.Text;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed class SynthesizeTests
{
    private const string CacheTask = "Top 3 ways to keep a cache warm";

    private static readonly string[] PointingBack = ["This ", "It ", "They ", "These ", "However", "For example", "Such ", "But "];

    public static TheoryData<string> SampleTasks => SampleEvidence.Tasks;

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task Every_sentence_of_a_section_stands_word_for_word_in_a_passage_it_cites(string task)
    {
        var evidence = await ForAsync(task);

        var text = Synthesize.Answer(SynthesisOf(task, evidence));

        foreach (var sentence in BodySentences(text))
        {
            var cited = Citations.In(sentence).Select(citation => citation.Number).ToArray();
            cited.ShouldNotBeEmpty(sentence);
            var bare = Citations.Remove(sentence);
            cited.ShouldContain(number => Flat(evidence[number - 1].Text).Contains(bare, StringComparison.Ordinal), sentence);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task The_document_has_a_title_a_lead_the_sections_asked_for_and_a_list_of_what_it_cites(string task)
    {
        var evidence = await ForAsync(task);
        var reading = TaskReading.Of(task);

        var text = Synthesize.Answer(SynthesisOf(task, evidence));

        var outline = MarkdownOutline.Parse(text);
        outline.Title.ShouldBe(task);
        SentenceSplitter.Split(outline.Preamble).Count.ShouldBeInRange(1, 4);
        if (reading.ExpectedCount is { } count)
            outline.ContentSections.Count.ShouldBe(count);
        else
            outline.ContentSections.Count.ShouldBeInRange(3, 6);
        outline.ContentSections.Select(section => section.Heading).ShouldBeUnique();
        var sources = SourceList.Parse(text);
        sources.Entries.Select(entry => entry.Number).ShouldBe(Citations.In(text).Select(citation => citation.Number).Distinct().Order());
        foreach (var entry in sources.Entries)
        {
            entry.Location.ShouldBe(evidence[entry.Number - 1].Location);
            entry.StartLine.ShouldBe(evidence[entry.Number - 1].StartLine);
            entry.EndLine.ShouldBe(evidence[entry.Number - 1].EndLine);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task No_section_opens_with_a_sentence_that_points_back(string task)
    {
        var text = Synthesize.Answer(SynthesisOf(task, await ForAsync(task)));

        foreach (var section in MarkdownOutline.Parse(text).ContentSections)
        {
            var first = SentenceSplitter.Sentences(section.Body)[0];
            PointingBack.ShouldNotContain(opening => first.StartsWith(opening, StringComparison.Ordinal), first);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task Nothing_is_said_twice(string task)
    {
        var sentences = BodySentences(Synthesize.Answer(SynthesisOf(task, await ForAsync(task)))).Select(Citations.Remove).ToArray();

        for (var i = 0; i < sentences.Length; i++)
        {
            for (var j = 0; j < i; j++)
                Shingles.Of(sentences[i]).Jaccard(Shingles.Of(sentences[j])).ShouldBeLessThan(0.45, sentences[i]);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task The_order_of_the_evidence_changes_numbers_and_nothing_else(string task)
    {
        var evidence = await ForAsync(task);
        var expected = Keyed(Synthesize.Answer(SynthesisOf(task, evidence)), evidence);

        foreach (var seed in new[] { 1, 2, 3 })
        {
            var shuffled = evidence.ToArray();
            new Random(seed).Shuffle(shuffled);

            Keyed(Synthesize.Answer(SynthesisOf(task, shuffled)), shuffled).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task The_same_request_gives_the_same_text_whatever_the_culture()
    {
        var request = SynthesisOf(Counting, await ForAsync(Counting));
        var expected = Synthesize.Answer(request);

        using var foreign = ForeignCulture.Enter();

        Synthesize.Answer(request).ShouldBe(expected);
    }

    [Fact]
    public void Evidence_of_another_subject_is_left_out()
    {
        var text = Synthesize.Answer(SynthesisOf(CacheTask, Caches));

        text.ShouldNotContain("leaves");
        text.ShouldNotContain("c/tea.md");
        MarkdownOutline.Parse(text).ContentSections.Count.ShouldBe(3);
    }

    [Fact]
    public void A_sentence_of_another_source_joins_the_section_it_supports()
    {
        var text = Synthesize.Answer(SynthesisOf(CacheTask, Caches));

        var refresh = MarkdownOutline.Parse(text).ContentSections.Single(section => section.Heading.Contains("Refresh", StringComparison.Ordinal));
        refresh.Body.ShouldContain("since a late refresh lets every reader wait at once [5]");
    }

    [Fact]
    public void Too_little_evidence_is_said_plainly_and_the_title_promises_no_number()
    {
        var text = Synthesize.Answer(SynthesisOf("Top 5 ways to keep a cache warm", Caches));

        var outline = MarkdownOutline.Parse(text);
        outline.Title.ShouldBe("Top ways to keep a cache warm");
        outline.ContentSections.Count.ShouldBe(3);
        outline.Preamble.ShouldContain("The sources support only three of the five ways asked for");
    }

    [Fact]
    public void Evidence_that_does_not_answer_gives_a_document_that_says_so()
    {
        var text = Synthesize.Answer(SynthesisOf("Top 5 ways to grow tomatoes", Caches));

        MarkdownOutline.Parse(text).ContentSections.ShouldBeEmpty();
        text.ShouldContain("hold nothing that answers this task");
        Citations.In(text).ShouldBeEmpty();
    }

    [Fact]
    public void A_list_of_the_things_asked_for_gives_an_item_per_entry()
    {
        SourcePassage[] evidence =
        [
            Passage("e.md", "Signs of a stale cache", "The following signs point to a stale cache:\n\n- Readers see prices that changed yesterday.\n- Two readers get different answers to one question.\n- The hit rate stays at one hundred per cent for days.", "Caches"),
        ];

        var text = Synthesize.Answer(SynthesisOf("Top 3 signs of a stale cache", evidence));

        MarkdownOutline.Parse(text).ContentSections.Select(section => section.Heading).ShouldBe(
            ["1. Readers see prices that changed yesterday", "2. Two readers get different answers to one question", "3. Hit rate stays at one hundred per cent"],
            ignoreOrder: true);
    }

    [Fact]
    public void Without_headings_titles_are_composed_from_sentences()
    {
        SourcePassage[] evidence =
        [
            Passage("n.txt", null, "Warm caches matter. Every cache starts cold after a restart of the process.", "n.txt"),
            Passage("n.txt", null, "Prefetch the next cache entry because the following request is nearly always known. The cache stays warm without any waiting reader.", "n.txt", 10),
            Passage("n.txt", null, "Refresh each cache entry before it expires so that the cache stays warm. A late refresh makes every reader wait.", "n.txt", 20),
        ];

        var text = Synthesize.Answer(SynthesisOf("Top 2 ways to keep a cache warm", evidence));

        MarkdownOutline.Parse(text).ContentSections.Select(section => section.Heading)
            .ShouldBe(["1. Prefetch the next cache entry", "2. Refresh each cache entry"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_rule_sets_the_number_of_sections_where_the_task_does_not()
    {
        const string Task = "How should an LLM judge be calibrated?";
        var text = Synthesize.Answer(SynthesisOf(Task, await ForAsync(Task), new ItemCount(3)));

        MarkdownOutline.Parse(text).ContentSections.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_number_in_the_task_goes_before_the_number_in_a_rule()
    {
        var text = Synthesize.Answer(SynthesisOf(Counting, await ForAsync(Counting), new ItemCount(2)));

        MarkdownOutline.Parse(text).ContentSections.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Required_subsections_stand_under_every_item_and_hold_what_they_announce_or_say_that_no_source_does()
    {
        var text = Synthesize.Answer(SynthesisOf(Counting, await ForAsync(Counting), new CiteEachItem(), new RequiredSection("Example", SectionScope.Item), new RequiredSection("When not to use", SectionScope.Item)));

        var outline = MarkdownOutline.Parse(text);
        outline.ContentSections.Count.ShouldBe(5);
        foreach (var title in new[] { "Example", "When not to use" })
        {
            var sections = outline.Sections.Where(section => section.Level == 3 && section.Heading == title).ToArray();
            sections.Length.ShouldBe(5);
            sections.ShouldAllBe(section => section.Body.StartsWith("No source ", StringComparison.Ordinal) || Citations.In(section.Body).Count > 0);
            sections.Count(section => Citations.In(section.Body).Count > 0).ShouldBeGreaterThan(1);
        }
    }

    [Fact]
    public async Task A_section_required_once_stands_once()
    {
        var text = Synthesize.Answer(SynthesisOf(Counting, await ForAsync(Counting), new RequiredSection("What to do next", SectionScope.Document)));

        var section = MarkdownOutline.Parse(text).Sections.Single(section => section.Heading == "What to do next");
        section.Level.ShouldBe(2);
        section.Body.ShouldStartWith("First, ");
        Citations.In(section.Body).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(160)]
    [InlineData(200)]
    [InlineData(350)]
    public async Task A_word_limit_is_kept_and_every_item_keeps_a_sentence(int most)
    {
        var text = Synthesize.Answer(SynthesisOf(Counting, await ForAsync(Counting), new MaxWords(most)));

        Body(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(most);
        MarkdownOutline.Parse(text).ContentSections.ShouldAllBe(section => Citations.In(section.Body).Count > 0);
    }

    [Fact]
    public void An_impossible_word_limit_leaves_one_sentence_per_item()
    {
        var text = Synthesize.Answer(SynthesisOf(CacheTask, Caches, new MaxWords(3)));

        foreach (var section in MarkdownOutline.Parse(text).ContentSections)
            SentenceSplitter.Split(section.Body).Count.ShouldBe(1);
    }

    [Fact]
    public void A_forbidden_phrase_does_not_occur()
    {
        Synthesize.Answer(SynthesisOf(CacheTask, Caches)).ShouldContain("wasteful");

        Synthesize.Answer(SynthesisOf(CacheTask, Caches, new ForbidPhrase("is WASTEFUL when"))).ShouldNotContain("wasteful");
    }

    [Fact]
    public void Sections_follow_the_order_a_rule_asks_for()
    {
        var text = Synthesize.Answer(SynthesisOf(CacheTask, Caches, new OrderBy(SectionOrder.Title)));

        MarkdownOutline.Parse(text).ContentSections.Select(section => section.Heading)
            .ShouldBe(["1. Load the cache at start", "2. Prefetch the next page", "3. Refresh before expiry"]);
    }

    [Fact]
    public async Task The_deep_skill_makes_sections_longer()
    {
        var request = SynthesisOf(Counting, await ForAsync(Counting));

        var deep = Synthesize.Answer(request with { Context = [new ContextBlock("skill deep", "Be thorough.")] });

        deep.Length.ShouldBeGreaterThan(Synthesize.Answer(request).Length);
    }

    [Fact]
    public void Code_tables_and_markup_of_the_sources_never_reach_the_document()
    {
        SourcePassage[] evidence =
        [
            Passage("c.md", "Prefetch entries", "**Prefetch** the next [cache](http://x.example/y) entry early, because the request is known [7]. <b>Prefetching</b> keeps the cache warm.\n\n```python\n# Prefetch the cache is a comment.\n## Warm cache.\n```\n\n| a | b |\n|---|---|\n| Prefetch the cache. | Warm cache stays. |\n", "Warm caches"),
        ];

        var text = Synthesize.Answer(SynthesisOf("Top 1 way to keep a cache warm", evidence));

        text.ShouldContain("Prefetch the next cache entry early, because the request is known [1].");
        text.ShouldContain("Prefetching keeps the cache warm [1].");
        text.ShouldNotContain("comment");
        text.ShouldNotContain("|");
        text.ShouldNotContain("http");
        MarkdownOutline.Parse(text).ContentSections.Count.ShouldBe(1);
    }

    public static TheoryData<string> Hostile => new()
    {
        "",
        "   \n\n\t",
        "One.",
        "Keep the cache warm by prefetching entries before readers ask for them.",
        "cache warm cache warm cache warm without any full stop",
        "「キャッシュを温める。」これは日本語の文章です。キャッシュは速い。",
        "Prefetch 🐫🐫 the cache \uD83D warm early.\u0000\u0007 Keep the cache warm, always and everywhere.",
        "# Heading only\n## Another\n### Third",
        "> > > quoted cache\n- [ ] \n1. \n2. \n***\n---\n```",
        "{\"a\": \"b\", \"cache\": \"warm\"}",
        "<script>alert('cache warm')</script><!-- keep the cache warm -->",
        "[1] [2] [99] Keep the cache warm [3, 4] by prefetching [5] every entry [6].",
        "## Sources\n\n[1] fake, lines 1–2 — Keep the cache warm",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Any_evidence_gives_a_well_formed_document(string text)
    {
        SourcePassage[] evidence = [Passage("h.md", "Keep the cache warm", text), Passage("h.md", null, text, line: 50), .. Caches];
        foreach (var passages in new[] { evidence, evidence[..2], [] })
        {
            var document = Synthesize.Answer(SynthesisOf(CacheTask, passages));

            MarkdownOutline.Parse(document).Title.ShouldNotBeNull();
            Citations.In(document).ShouldAllBe(citation => citation.Number <= passages.Length);
            SourceList.Parse(document).Entries.Select(entry => entry.Number).ShouldBe(Citations.In(document).Select(citation => citation.Number).Distinct().Order());
        }
    }

    [Fact]
    public void Ten_megabytes_of_evidence_are_bounded()
    {
        var text = new StringBuilder(10_000_000);
        for (var i = 0; text.Length < 10_000_000; i++)
            text.Append("Keep cache number ").Append(i).Append(" warm by prefetching its entries, because readers wait otherwise. ");
        SourcePassage[] evidence = [Passage("big.md", "Keep every cache warm", text.ToString()), .. Caches];

        var document = Synthesize.Answer(SynthesisOf(CacheTask, evidence));

        document.Length.ShouldBeLessThan(10_000);
        MarkdownOutline.Parse(document).ContentSections.Count.ShouldBe(3);
    }

    [Fact]
    public void A_thousand_passages_are_read()
    {
        var evidence = Enumerable.Range(0, 1000)
            .Select(i => Passage($"d{i % 50}.md", $"Warm cache technique {i}", $"Warm the cache with technique {i}, because entry {i} is read first. Technique {i} does not help when nobody reads.", $"Document {i % 50}", i + 1))
            .ToArray();

        MarkdownOutline.Parse(Synthesize.Answer(SynthesisOf("Top 10 ways to keep a cache warm", evidence))).ContentSections.Count.ShouldBe(10);
    }

    private static string Body(string text)
    {
        var sources = text.IndexOf("\n## Sources\n", StringComparison.Ordinal);
        return sources < 0 ? text : text[..sources];
    }

    private static IEnumerable<string> BodySentences(string text) =>
        MarkdownOutline.Parse(text).ContentSections.SelectMany(section => SentenceSplitter.Sentences(section.Body));

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // The body with each number replaced by what it stands for.
    private static string Keyed(string text, IReadOnlyList<SourcePassage> evidence)
    {
        var keyed = new StringBuilder();
        var body = Body(text);
        var position = 0;
        foreach (var span in Citations.In(body).Select(citation => citation.Span).Distinct())
        {
            var keys = Citations.In(body).Where(citation => citation.Span == span).Select(citation => evidence[citation.Number - 1].Key).Order(StringComparer.Ordinal);
            keyed.Append(body, position, span.Start - position).Append('<').AppendJoin('|', keys).Append('>');
            position = span.End;
        }

        return keyed.Append(body, position, body.Length - position).ToString();
    }
}
