using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Tracing.Records;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Tracing.Tests.Records;

public sealed class RecordReaderPropertyTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "12.5", "9223372036854775808", "\"\"", "\"8.5\"", "\"abc\"", "\"2026-04-10T12:00:00Z\"", "\"\\ud800\"", "[]", "[null]", "[1,\"2\",{}]",
        "[[1]]", "{}", "{\"r1\":{\"depth\":\"7\"},\"x\":3,\"r2\":null}", "{\"depth\":[1,null,\"x\"],\"a\":{}}", "[{\"grounded\":1},null,5]", "NaN", "-Infinity",
        "{\"type\":1,\"stage\":[],\"message\":{}}", "{\"name\":\"research\",\"version\":\"7\"}", "[{\"round\":\"1\",\"issues\":\"x\",\"name\":null}]",
    ];

    private static readonly string[] Fields = [.. JsonNode.Parse(RecordExporter.ToLine(RecordSamples.Full(), RecordShape.Flywheel))!.AsObject().Select(member => member.Key).Where(name => name != "run_id"),
        "wiggum_dims", "wiggum_eval_log", "unknown_field"];

    [Fact]
    public void No_value_of_any_field_loses_a_record_or_the_fields_beside_it()
    {
        var problems = new List<string>();
        foreach (var field in Fields)
        {
            foreach (var value in Values)
            {
                var beside = field == "suite" ? "split" : "suite";
                var record = RecordReader.Read(Encoding.UTF8.GetBytes($$"""{"run_id":"a","{{beside}}":"kept","{{field}}":{{value}}}"""));
                if (record.RunId != "a" || (beside == "suite" ? record.Suite : record.Split) != "kept" || !Holds(record))
                    problems.Add($"{field}: {value}");
            }
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Several_bad_fields_at_once_neither()
    {
        var line = Gen.Elements(Fields).SelectMany(field => Gen.Elements(Values).Select(value => $"\"{field}\":{value}")).ListOf()
            .Select(members => $$"""{"run_id":"a"{{string.Concat(members.Select(member => "," + member))}}}""");

        Prop.ForAll(line.ToArbitrary(), text => Holds(RecordReader.Read(Encoding.UTF8.GetBytes(text)))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Bytes_that_are_no_record_are_refused_and_never_crash()
    {
        var whole = RecordExporter.ToLine(RecordSamples.Full(), RecordShape.Flywheel);
        var changes = Gen.Choose(0, whole.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(to => (At: at, To: (byte)to))).NonEmptyListOf();

        Prop.ForAll(changes.ToArbitrary(), list =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, to) in list)
                bytes[at] = to;
            try
            {
                return Holds(RecordReader.Read(bytes));
            }
            catch (FormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    /// <summary>Reading what was read gives the same, in every shape something can be written, and no list is null.</summary>
    private static bool Holds(RunRecord record)
    {
        var line = RecordExporter.ToLine(record, RecordShape.Flywheel);
        var again = RecordExporter.ToLine(RecordReader.Read(line), RecordShape.Flywheel);
        foreach (var shape in Enum.GetValues<RecordShape>())
            JsonDocument.Parse(RecordExporter.ToLine(record, shape)).Dispose();
        return line.AsSpan().SequenceEqual(again)
            && typeof(RunRecord).GetProperties().Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() != typeof(Nullable<>) && property.Name != "Other")
                .All(property => property.GetValue(record) is not null);
    }
}
