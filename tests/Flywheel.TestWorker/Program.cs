using System.Globalization;
using System.Text;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Logs;

// Another process for tests that need one: it does a piece of storage work and says on its standard output how far it came, so that a test
// can kill it at a chosen point and knows what had been acknowledged.
switch (args)
{
    case ["append", var log, var writer, var count]:
        Append(new AppendLog(log), writer, Number(count));
        return 0;
    case ["journal", var folder, var runId, var lines]:
        KeepJournal(new JournalStore(folder), runId, Number(lines));
        return 0;
    case ["claim", var folder, var runId]:
        Claim(new JournalStore(folder), runId);
        return 0;
    case ["start-runs", var folder, var prefix, var count]:
        StartRuns(new JournalStore(folder), prefix, Number(count));
        return 0;
    case ["replace", var file, var size, var count]:
        Replace(file, Number(size), Number(count));
        return 0;
    case ["put", var folder, var count]:
        Put(new BlobStore(folder), Number(count));
        return 0;
    default:
        Console.Error.WriteLine($"Unknown work: {string.Join(' ', args)}");
        return 2;
}

// Says the number of every line that is durable.
static void Append(AppendLog log, string writer, int count)
{
    for (var n = 0; n < count; n++)
    {
        var offset = log.Append(Encoding.UTF8.GetBytes(RecordLine(writer, n)));
        Say($"{n} {offset}");
    }
}

// A record of 2–20 KB whose parts tell whether it is whole.
static string RecordLine(string writer, int n)
{
    var size = 2000 + (unchecked((uint)HashCode(writer, n)) % 18000);
    return $$"""{"writer":"{{writer}}","n":{{n}},"size":{{size}},"text":"{{new string((char)('a' + (n % 26)), (int)size)}}","end":"{{writer}}-{{n}}"}""";
}

static int HashCode(string writer, int n) => writer.Aggregate(n, static (hash, c) => unchecked((hash * 31) + c)) * 7919;

// Says "announced", then the number of every synced line; keeps the run open until its standard input ends.
static void KeepJournal(JournalStore store, string runId, int lines)
{
    using var journal = store.Create(runId, "{\"ev\":\"prefix\"}"u8);
    Say("announced");
    for (var n = 0; n < lines; n++)
    {
        journal.Append(Encoding.UTF8.GetBytes($$"""{"ev":"step","n":{{n}}}"""), Durability.Synced);
        Say($"{n}");
    }

    journal.AppendFinal("{\"ev\":\"final\"}"u8);
    Say("final");
    Console.In.ReadToEnd();
    journal.Delete();
    Say("deleted");
}

// Waits for a line on its standard input, tries to take the journal over, says how that went and holds it until its standard input ends.
static void Claim(JournalStore store, string runId)
{
    Say("ready");
    Console.In.ReadLine();
    using var dead = store.TryClaim(runId);
    Say(dead is null ? "refused" : "claimed");
    Console.In.ReadToEnd();
}

// Starts and ends runs, cleaning up after others before each, as every start of the product does.
static void StartRuns(JournalStore store, string prefix, int count)
{
    for (var n = 0; n < count; n++)
    {
        store.RemoveUnannounced();
        using var journal = store.Create($"{prefix}-{n}", "{\"ev\":\"prefix\"}"u8);
        journal.Delete();
        Say($"{n}");
    }
}

static void Replace(string file, int size, int count)
{
    for (var n = 0; n < count; n++)
    {
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(new string((char)('a' + (n % 26)), size)));
        Say($"{n}");
    }
}

static void Put(BlobStore store, int count)
{
    for (var n = 0; n < count; n++)
        Say(store.Put($"text {n}").ToString());
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static void Say(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}
