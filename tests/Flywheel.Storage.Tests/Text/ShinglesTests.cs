using Flywheel.Storage.Text;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Text;

public class ShinglesTests
{
    [Fact]
    public void Similarity_agrees_with_sets_of_word_runs() =>
        Texts.Check(Prop.ForAll(Texts.Plain, Texts.Plain, (x, y) =>
        {
            var (a, b) = (Runs(x), Runs(y));
            var shared = a.Intersect(b, StringComparer.Ordinal).Count();
            var all = a.Union(b, StringComparer.Ordinal).Count();
            Shingles.Of(x).Count.ShouldBe(a.Count);
            Shingles.Of(x).Jaccard(Shingles.Of(y)).ShouldBe(all == 0 ? 1 : (double)shared / all);
            Shingles.Of(x).Containment(Shingles.Of(y)).ShouldBe(a.Count == 0 ? 1 : (double)shared / a.Count);
        }));

    [Fact]
    public void Case_punctuation_and_inflection_do_not_matter() =>
        Shingles.Of("Agents retry the failed call.").Jaccard(Shingles.Of("agent RETRIES, the failing calls!")).ShouldBe(1);

    [Fact]
    public void A_part_of_a_text_is_contained_in_it()
    {
        var part = Shingles.Of("tools return less text than before");
        var whole = Shingles.Of("When tools return less text than before the window lasts.");
        part.Containment(whole).ShouldBe(1);
        whole.Containment(part).ShouldBeLessThan(0.7);
    }

    [Fact]
    public void Word_order_matters() => Shingles.Of("one two three four").Jaccard(Shingles.Of("four three two one")).ShouldBe(0);

    [Fact]
    public void A_signature_estimates_the_similarity_of_large_texts()
    {
        var words = Enumerable.Range(0, 2000).Select(i => $"w{i}").ToArray();
        var left = Shingles.Of(string.Join(' ', words[..1500]));
        var right = Shingles.Of(string.Join(' ', words[500..]));
        var exact = left.Jaccard(right);
        exact.ShouldBe(0.4996, 0.001);

        // Five standard errors at 256 numbers.
        left.Signature(256).EstimateJaccard(right.Signature(256)).ShouldBe(exact, 0.16);
        left.Signature().EstimateJaccard(left.Signature()).ShouldBe(1);
        Should.Throw<ArgumentException>(() => left.Signature(8).EstimateJaccard(right.Signature(9)));
    }

    [Fact]
    public void Hashes_are_the_same_in_every_release() => Hash64.Of("agent").ShouldBe(10979395909428293918UL);

    private static HashSet<string> Runs(string text)
    {
        var words = Tokenizer.Tokenize(text).Select(token => token.Term).ToArray();
        if (words.Length is > 0 and < 3)
            return [string.Join(' ', words)];
        return Enumerable.Range(0, Math.Max(0, words.Length - 2)).Select(i => string.Join(' ', words[i..(i + 3)])).ToHashSet(StringComparer.Ordinal);
    }
}
