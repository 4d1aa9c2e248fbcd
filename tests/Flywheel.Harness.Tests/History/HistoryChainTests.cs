using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.History;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.History;

public sealed class HistoryChainTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void A_line_is_canonical_and_its_hash_follows_from_the_one_before()
    {
        WriteFiftyEvents();
        var previous = new string('0', 64);

        foreach (var line in File.ReadAllLines(_bench.HistoryPath()))
        {
            var json = JsonNode.Parse(line)!.AsObject();
            json["prev_hash"]!.GetValue<string>().ShouldBe(previous);
            var hash = json["hash"]!.GetValue<string>();
            json.Remove("hash");
            var body = Encoding.UTF8.GetString(Storage.Json.CanonicalJson.Serialize(json));
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous + body))).ShouldBe(hash);
            previous = hash;
        }
    }

    [Fact]
    public void Any_flipped_byte_of_fifty_events_names_the_first_bad_event()
    {
        WriteFiftyEvents();
        var content = File.ReadAllBytes(_bench.HistoryPath());
        content.Count(b => b == (byte)'\n').ShouldBe(50);
        var proven = ChainReading.Empty;
        var start = 0;
        for (var i = 0; i < content.Length; i++)
        {
            var original = content[i];
            foreach (var mask in (ReadOnlySpan<byte>)[0x01, 0x20, 0x80, (byte)(original ^ (byte)'\n')])
            {
                content[i] = (byte)(original ^ mask);
                if (content[i] == original)
                    continue;
                // The lines before are untouched, so that they are read once; now and then the whole file is.
                var reading = i % 997 == 0 ? HistoryChain.Read(content) : HistoryChain.ReadOn(proven, content.AsMemory(start));
                var bad = reading.Fault?.Seq ?? (reading.TornFrom is null ? 0 : reading.Events.Count + 1);
                bad.ShouldBe(proven.Events.Count + 1, $"byte {i} changed from {original} to {content[i]}");
            }

            content[i] = original;
            if (original == (byte)'\n')
            {
                proven = HistoryChain.ReadOn(proven, content.AsMemory(start, i + 1 - start));
                start = i + 1;
            }
        }

        proven.Events.Count.ShouldBe(50);
        HistoryChain.Read(content).Fault.ShouldBeNull();
    }

    [Fact]
    public void A_removed_a_swapped_and_an_inserted_line_name_their_place()
    {
        WriteFiftyEvents();
        var lines = File.ReadAllLines(_bench.HistoryPath());

        Fault([.. lines[..6], .. lines[7..]]).Seq.ShouldBe(7);
        Fault([.. lines[..6], lines[7], lines[6], .. lines[8..]]).Seq.ShouldBe(7);
        Fault([.. lines[..6], lines[5], .. lines[6..]]).Seq.ShouldBe(7);
        Fault(lines[1..]).Seq.ShouldBe(1);
        Fault([.. lines[..6], "", .. lines[6..]]).Seq.ShouldBe(7);
    }

    [Fact]
    public void A_changed_event_with_its_hash_made_anew_breaks_the_chain_at_the_next_one()
    {
        WriteFiftyEvents();
        var lines = File.ReadAllLines(_bench.HistoryPath());
        var previous = JsonNode.Parse(lines[9])!["hash"]!.GetValue<string>();
        var changed = JsonSerializer.Deserialize(lines[10], HistoryJson.Default.HistoryEvent)! with { Actor = "mallory" };
        lines[10] = Encoding.UTF8.GetString(HistoryChain.Seal(changed, 11, previous).Line);

        var fault = Fault(lines);

        fault.Seq.ShouldBe(12);
        fault.Reason.ShouldBe("it does not follow from the event before it");
    }

    [Fact]
    public void A_line_with_a_key_twice_or_other_white_space_is_bad()
    {
        WriteFiftyEvents();
        var lines = File.ReadAllLines(_bench.HistoryPath());

        Fault([.. lines[..3], lines[3].Replace("\"actor\":", "\"actor\": ", StringComparison.Ordinal), .. lines[4..]]).Reason.ShouldBe("the line is not in its canonical form");
        Fault([.. lines[..3], lines[3].Replace("{\"actor\":", "{\"actor\":\"x\",\"actor\":", StringComparison.Ordinal), .. lines[4..]]).Reason.ShouldContain("stands twice");
        Fault([.. lines[..3], "[]", .. lines[4..]]).Seq.ShouldBe(4);
        Fault([.. lines[..3], "{", .. lines[4..]]).Reason.ShouldStartWith("the line is not JSON");
    }

    public void Dispose() => _bench.Dispose();

    private static ChainFault Fault(IEnumerable<string> lines) => HistoryChain.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")).Fault.ShouldNotBeNull();

    private void WriteFiftyEvents()
    {
        for (var n = 1; n <= 25; n++)
        {
            _bench.Commit(n / 5.0, $"{{id: r{n}, stage: plan, text: Rule {n} naïve 🚀.}}");
            _bench.Registry.Deploy("mine", DeploymentRequest.To(n % 2 == 0 ? "canary:5" : "staging"));
        }
    }
}
