using System.Globalization;
using System.Text;
using Flywheel.Agents.Measures;
using Flywheel.Harness.Specs;
namespace Flywheel.Agents.Tests.Measures;
public class Probe
{
    [Fact]
    public void Dump()
    {
        var o = new StringBuilder();
        foreach (var d in SampleDocuments.All)
        {
            var m = DocumentMeasures.Measure(d.Draft);
            var r = DraftReading.Of(d.Draft);
            o.AppendLine($"{d.Name,-28} {string.Join(' ', m.Select(x => x.Dimension[..4] + "=" + x.Score.ToString("0.0").PadLeft(4)))}  => {DocumentMeasures.Composite(m, VerifySpec.DefaultWeights):0.0}   cov={Completeness.Coverage(r, []):0.00} filler={r.Sentences.Count(s => s.IsFiller)}/{r.Sentences.Count}");
            foreach (var x in m) foreach (var i in x.Issues) o.AppendLine("      " + i);
            foreach (var s in r.Sentences.Where(s => s.IsFiller)) o.AppendLine("      FILLER " + s.Text);
        }
        File.WriteAllText("/tmp/fx/dump.txt", o.ToString());
        o.Clear();
        foreach (var d in SampleDocuments.All.Where(d => d.Grade == "good"))
        {
            o.AppendLine(d.Name + " : " + Order(d.Draft));
            for (var s = 0; s < 5; s++) o.AppendLine("   within " + Order(Mutations.ShuffleWithinSections(d.Draft, s)));
            for (var s = 0; s < 5; s++) o.AppendLine("   across " + Order(Mutations.ShuffleAcrossSections(d.Draft, s)));
        }
        File.WriteAllText("/tmp/fx/order.txt", o.ToString());
        o.Clear();
        foreach (var d in SampleDocuments.All.Where(d => d.Grade == "good"))
        {
            var other = SampleDocuments.All.First(x => x.Grade == "good" && x.Draft.Task != d.Draft.Task).Draft;
            var b = DocumentMeasures.Measure(d.Draft);
            o.AppendLine($"{d.Name,-45} {string.Join(' ', b.Select(x => x.Score.ToString("0.0").PadLeft(5)))}");
            foreach (var mu in Mutation.All.Where(x => x.Applies(d.Draft)))
            {
                var worst = new double[6]; var best = new double[6];
                for (var s = 0; s < 6; s++)
                {
                    var m = DocumentMeasures.Measure(mu.Apply(d.Draft, s, other));
                    for (var i = 0; i < 6; i++) { var x = m[i].Score - b[i].Score; worst[i] = s == 0 ? x : Math.Min(worst[i], x); best[i] = s == 0 ? x : Math.Max(best[i], x); }
                }
                o.Append($"  {mu.Name,-43} ");
                for (var i = 0; i < 6; i++)
                {
                    var dim = DocumentMeasures.Dimensions[i];
                    var bad = mu.MustFall.Contains(dim) ? best[i] > -1 : !mu.Related.Contains(dim) && worst[i] < -0.5;
                    o.Append($"{worst[i],5:0.0}/{best[i],4:0.0}{(bad ? "!" : " ")}");
                }
                o.AppendLine();
            }
        }
        File.WriteAllText("/tmp/fx/mut.txt", o.ToString());
        o.Clear();
        foreach (var d in SampleTasks.All)
        {
            var other = SampleTasks.All[(SampleTasks.All.ToList().IndexOf(d) + 3) % SampleTasks.All.Count].Draft;
            File.WriteAllText($"/tmp/fx/emb-{d.Id}.md", d.Draft.Text);
            var b = DocumentMeasures.Measure(d.Draft);
            o.AppendLine($"{d.Id,-45} {string.Join(' ', b.Select(x => x.Score.ToString("0.0").PadLeft(5)))} => {DocumentMeasures.Composite(b, VerifySpec.DefaultWeights):0.0} ev={d.Draft.Evidence.Count} sec={DraftReading.Of(d.Draft).Items.Count}/{d.Draft.ExpectedSections}");
            foreach (var mu in Mutation.All.Where(x => x.Applies(d.Draft)))
            {
                var worst = new double[6]; var best = new double[6];
                for (var s = 0; s < 6; s++)
                {
                    var m = DocumentMeasures.Measure(mu.Apply(d.Draft, s, other));
                    for (var i = 0; i < 6; i++) { var x = m[i].Score - b[i].Score; worst[i] = s == 0 ? x : Math.Min(worst[i], x); best[i] = s == 0 ? x : Math.Max(best[i], x); }
                }
                o.Append($"  {mu.Name,-43} ");
                for (var i = 0; i < 6; i++)
                {
                    var dim = DocumentMeasures.Dimensions[i];
                    var bad = mu.MustFall.Contains(dim) ? best[i] > -1 : !mu.Related.Contains(dim) && worst[i] < -0.5;
                    o.Append($"{worst[i],5:0.0}/{best[i],4:0.0}{(bad ? "!" : " ")}");
                }
                o.AppendLine();
            }
        }
        File.WriteAllText("/tmp/fx/emb.txt", o.ToString());
        o.Clear();
        var good = SampleDocuments.All.Where(d => d.Grade == "good").ToArray();
        foreach (var task in good)
        {
            foreach (var doc in SampleDocuments.All)
            {
                var m = DocumentMeasures.Measure(task.Draft with { Text = doc.Draft.Text });
                o.AppendLine($"{task.Name,-28} {doc.Name,-28} {string.Join(' ', m.Select(x => x.Score.ToString("0.0").PadLeft(5)))} => {DocumentMeasures.Composite(m, VerifySpec.DefaultWeights):0.0}    own evidence: {string.Join(' ', DocumentMeasures.Measure(task.Draft with { Text = doc.Draft.Text, Evidence = doc.Draft.Evidence }).Take(2).Select(x => x.Score.ToString("0.0").PadLeft(5)))} => {DocumentMeasures.Composite(DocumentMeasures.Measure(task.Draft with { Text = doc.Draft.Text, Evidence = doc.Draft.Evidence }), VerifySpec.DefaultWeights):0.0}");
            }
        }
        File.WriteAllText("/tmp/fx/cross.txt", o.ToString());
        o.Clear();
        foreach (var d in good)
            for (var q = 0; q < 2; q++)
                { var x = Mutations.DeleteEverySecondSection(d.Draft, q); o.AppendLine(d.Name + " " + Order(x)); foreach (var i in DocumentMeasures.Measure(x)[5].Issues) o.AppendLine("   " + i); }
        File.WriteAllText("/tmp/fx/second.txt", o.ToString());
        o.Clear();
        foreach (var d in SampleTasks.All)
        {
            o.AppendLine(d.Id + " " + Order(d.Draft));
            foreach (var m in DocumentMeasures.Measure(d.Draft)) foreach (var i in m.Issues) o.AppendLine("   " + i);
            foreach (var x in DraftReading.Of(d.Draft).Sentences.Where(x => x.IsFiller)) o.AppendLine("   FILLER " + x.Text);
            foreach (var mu in Mutation.All.Where(x => x.Applies(d.Draft)))
                for (var q = 0; q < 6; q++)
                {
                    var z = mu.Apply(d.Draft, q, SampleTasks.All[(SampleTasks.All.ToList().IndexOf(d) + 3) % SampleTasks.All.Count].Draft);
                    var l = DocumentMeasures.Measure(z)[5].Score - DocumentMeasures.Measure(d.Draft)[5].Score;
                    if (!mu.MustFall.Contains("structure") && !mu.Related.Contains("structure") && l < -0.5) { o.AppendLine($"  ## {mu.Name} {q} {l} {Order(z)}"); foreach (var i in DocumentMeasures.Measure(z)[5].Issues) o.AppendLine("   ## " + i); }
                }
        }
        File.WriteAllText("/tmp/fx/embissues.txt", o.ToString());
        o.Clear();
        var tx = SampleTasks.All[0].Draft;
        var big = tx with { Text = string.Concat(Enumerable.Repeat(tx.Text[..tx.Text.IndexOf("## Sources", StringComparison.Ordinal)], 6)) + tx.Text[tx.Text.IndexOf("## Sources", StringComparison.Ordinal)..], Evidence = [.. SampleTasks.All.SelectMany(z => z.Draft.Evidence).DistinctBy(z => z.Key).Take(40)] };
        for (var k = 0; k < 30; k++) DocumentMeasures.Measure(big);
        var sw = System.Diagnostics.Stopwatch.StartNew();
        for (var k = 0; k < 20; k++) DocumentMeasures.Measure(big);
        o.AppendLine($"{big.Text.Length} chars, {big.Evidence.Count} passages {big.Evidence.Sum(z => z.Text.Length)} chars: {sw.Elapsed.TotalMilliseconds / 20:0.0} ms");
        foreach (var mb in new[] { 1, 2, 4 })
        {
            var huge = tx with { Text = string.Concat(Enumerable.Repeat(tx.Text, mb * 1_000_000 / tx.Text.Length)) };
            sw.Restart(); DocumentMeasures.Measure(huge); o.AppendLine($"{mb} MB repeated: {sw.Elapsed.TotalSeconds:0.00} s");
            var rnd = new Random(1);
            var noise = tx with { Text = string.Concat(Enumerable.Range(0, mb * 100_000).Select(_ => (char)('a' + rnd.Next(26)) + "x" + rnd.Next(100000).ToString("00000") + (rnd.Next(12) == 0 ? ".\n\n" : rnd.Next(40) == 0 ? "\n## H" : " "))) };
            sw.Restart(); DocumentMeasures.Measure(noise); o.AppendLine($"{noise.Text.Length} noise: {sw.Elapsed.TotalSeconds:0.00} s");
        }
        File.WriteAllText("/tmp/fx/perf.txt", o.ToString());
        CultureInfo.CurrentCulture.ShouldNotBeNull();
    }
    private static string Order(DraftUnderTest d) { var x = SentenceOrder.Of(DraftReading.Of(d)); return $"back={x.Backward:0.00} open={x.Openings:0.00} close={x.Closings:0.00} stray={x.Strays:0.00} split={x.Split:0.00}"; }
}
