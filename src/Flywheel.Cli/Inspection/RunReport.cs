using System.Globalization;
using System.Text.Json;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Security;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>One run in detail, as <c>inspect</c> prints it. Used by one thread.</summary>
internal sealed class RunReport
{
    private const int LabelWidth = 14;
    private const int MostListed = 5;

    private readonly TextOutput _output;
    private readonly RunRecord _run;
    private readonly RunDetails _details;

    private RunReport(TextOutput output, RunRecord run, RunDetails details)
    {
        _output = output;
        _run = run;
        _details = details;
    }

    /// <summary>Writes the report of a run.</summary>
    public static void Write(TextOutput output, RunRecord run, RunDetails details)
    {
        var report = new RunReport(output, run, details);
        report.WriteHead();
        report.WriteRounds();
        report.WriteTokens();
        report.WriteOutput();
        report.WriteRest();
    }

    private void WriteHead()
    {
        _output.Line($"Run: {Safe(_run.RunId)}");
        _output.Line($"Task: {SafeText.Line(_run.Task, Math.Max(60, _output.Width - 6))}");
        _output.Line($"Model: {Safe(_run.ProducerModel ?? "unknown")}{Evaluator()}{Harness()}");
        _output.Line($"Result: {_output.Paint(Final(), ToneOf(_run.Final))}{Circumstances()}");
    }

    private string Evaluator() => _run.EvaluatorModel is { } evaluator ? $" → {Safe(evaluator)} (evaluator)" : "";

    private string Harness()
    {
        if (_run.Harness is not { } harness)
            return "";
        var version = harness.Version is { } number ? $"@{number.ToString(CultureInfo.InvariantCulture)}" : "";
        return $" · harness {Safe(harness.Name)}{version}";
    }

    private string Final() => _run.Final is { } final ? Safe(final) : "not labelled";

    private string Circumstances()
    {
        var facts = new List<string>();
        if (_run.WiggumRounds > 0)
            facts.Add(Figures.Plural(_run.WiggumRounds, "round"));
        if (_run.SelectedRound is { } round)
            facts.Add($"round {round} delivered");
        if (!_run.Verified)
            facts.Add("not verified");
        if (_run.Truncated)
            facts.Add("cut by the model");
        if (_run.Error is { } error)
            facts.Add(Safe(error.Stage is { } stage ? $"{error.Type} in {stage}" : error.Type));
        return facts.Count == 0 ? "" : $" ({string.Join(", ", facts)})";
    }

    private void WriteRounds()
    {
        _output.Line();
        var count = Math.Max(_run.WiggumScores.Count, _run.WiggumDimensions.Values.Select(static scores => scores.Count).DefaultIfEmpty().Max());
        if (count == 0)
        {
            _output.Line(_run.Verified ? "Wiggum: no round was evaluated" : "Wiggum: verification was off");
            return;
        }

        var rounds = Enumerable.Range(0, count).Select(i => $"R{i + 1}: {Figures.Score(_run.WiggumScores.ElementAtOrDefault(i))}");
        _output.Line($"Wiggum {string.Join("  →  ", rounds)} ({_output.Paint(Final(), ToneOf(_run.Final))})");
        foreach (var (dimension, scores) in _run.WiggumDimensions)
            WriteRow(Title(dimension), string.Join(" → ", scores.Select(Figures.Dimension)) + Change(scores));
    }

    private string Change(IReadOnlyList<double?> scores)
    {
        if (scores.Count < 2 || scores[0] is not { } first || scores[^1] is not { } last || first.Equals(last))
            return "";
        return last > first ? "  " + _output.Paint("← improved", Tone.Good) : "  " + _output.Paint("← worse", Tone.Warning);
    }

    private void WriteTokens()
    {
        var shares = TokenShares.Of(_run);
        _output.Line($"Tokens: {Figures.Count(shares.Total)} total");
        if (shares.Total == 0)
            return;
        WriteShare("Synthesis", shares.Synthesis, shares.Total);
        WriteShare("Research", shares.Research, shares.Total);
        WriteShare("Wiggum", shares.Wiggum, shares.Total);
        WriteShare("Other", shares.Other, shares.Total);
    }

    private void WriteShare(string name, long tokens, long total) =>
        WriteRow(name, $"{Figures.Count(tokens)} ({Figures.Percent((double)tokens / total)})");

    private void WriteOutput()
    {
        _output.Line();
        if (_run.OutputPath is not { } path)
        {
            _output.Line(_run.Drafts.Count == 0 ? "Output: none" : $"Output: none ({Figures.Plural(_run.Drafts.Count, "draft")} kept: `flywheel runs show {Safe(_run.RunId)} --draft {_run.Drafts[^1].Round}`)");
            return;
        }

        var size = _run.OutputBytes is { } bytes ? $" ({Figures.Count(bytes)} bytes, {Figures.Plural(_run.OutputLines ?? 0, "line")})" : "";
        _output.Line($"Output: {Safe(path)}{size}");
    }

    private void WriteRest()
    {
        WriteError();
        WriteRules();
        WriteGuards();
        WriteMemories();
        WriteSlowestStage();
        WriteLeverage();
        if (_run.CostUsd is { } cost)
            _output.Line($"Cost: {Figures.Usd(cost)}");
        if (_run.Labels.Count > 0)
            _output.Line($"Labels: {string.Join(", ", _run.Labels.Select(static label => Safe($"{label.Key}={LabelText(label.Value)}")))}");
        if (_run.TracePath is { } trace)
            _output.Line($"Trace: {Safe(trace)}");
    }

    private void WriteError()
    {
        if (_run.Error is not { } error)
            return;
        var place = error.Stage is { } stage ? $" in {Safe(stage)}" : "";
        _output.Line(_output.Paint($"Error: {Safe(error.Type)}{place}: {Safe(error.Message)}", Tone.Bad));
    }

    private void WriteRules()
    {
        if (_run.RuleResults.Count == 0)
            return;
        var counts = _run.RuleResults.GroupBy(static rule => rule.Value, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => $"{group.Count()} {Safe(group.Key.Replace('_', ' '))}");
        var violated = _run.RuleResults.Where(static rule => rule.Value == "violated").Select(static rule => Safe(rule.Key)).ToList();
        _output.Line($"Rules: {string.Join(", ", counts)}{(violated.Count > 0 ? $" ({string.Join(", ", violated)})" : "")}");
    }

    private void WriteGuards()
    {
        if (_details.Guards.Count == 0)
            return;
        var blocks = _details.Guards.Count(static happened => happened.Severity == SecuritySeverity.Block);
        _output.Line($"Guards: {Figures.Plural(_details.Guards.Count, "event")}, {Figures.Plural(blocks, "block")}");
        foreach (var happened in _details.Guards.Take(MostListed))
            _output.Line($"  {SeverityName(happened.Severity)} {Safe(happened.Layer)} ({Safe(happened.Rule)}): {SafeText.Line(happened.Reason, 120)}");
        WriteMore(_details.Guards.Count);
    }

    private void WriteMemories()
    {
        if (_run.MemoryIds.Count == 0)
            return;
        _output.Line($"Memories: {_run.MemoryIds.Count} used");
        var titles = _details.Memories.Count > 0 ? _details.Memories : [.. _run.MemoryIds.Select(static id => (id, (string?)null))];
        foreach (var (id, title) in titles.Take(MostListed))
            _output.Line($"  {Safe(id)}  {SafeText.Line(title ?? "(deleted)", 80)}");
        WriteMore(titles.Count);
    }

    private void WriteMore(int count)
    {
        if (count > MostListed)
            _output.Line($"  … and {count - MostListed} more");
    }

    private void WriteSlowestStage()
    {
        var total = _run.RunDurationS is { } seconds ? $" of {Figures.Duration(seconds)}" : "";
        if (_run.Stages.Count == 0)
        {
            if (_run.RunDurationS is { } known)
                _output.Line($"Duration: {Figures.Duration(known)}");
            return;
        }

        var slowest = _run.Stages.MaxBy(static stage => stage.Ms)!;
        var share = _run.RunDurationS is > 0 and { } whole ? $" ({Figures.Percent(slowest.Ms / 1000 / whole)})" : "";
        _output.Line($"Slowest stage: {Safe(slowest.Name)}, {Figures.Duration(slowest.Ms / 1000)}{total}{share}");
    }

    private void WriteLeverage()
    {
        if (_run.Leverage is not { } leverage)
            return;
        var number = leverage.ToString("#,0.##", CultureInfo.InvariantCulture);
        var text = _run.LeverageKind == Tracing.Records.Leverage.Tac
            ? $"{number}× (tac: {Figures.Number(_run.TacHours ?? 0)} human hours by {Safe(_run.TacSource ?? "estimate")}, quality-weighted, over machine time)"
            : $"{number} (proxy: score·lines per hour; give --tac-hours for a ratio)";
        _output.Line($"Leverage: {text}");
    }

    private void WriteRow(string label, string value) => _output.Line("  " + (Safe(label) + ":").PadRight(LabelWidth) + value);

    /// <summary>A dimension as a word of a report: <c>Groundedness</c>.</summary>
    private static string Title(string dimension)
    {
        var words = dimension.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>How an outcome looks.</summary>
    internal static Tone ToneOf(string? final) => final switch
    {
        "PASS" => Tone.Good,
        "FAIL" => Tone.Warning,
        "ERROR" => Tone.Bad,
        _ => Tone.Plain,
    };

    private static string SeverityName(SecuritySeverity severity) => severity switch
    {
        SecuritySeverity.Block => "block",
        SecuritySeverity.Warn => "warn",
        _ => "info",
    };

    private static string LabelText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Safe(string text) => SafeText.Line(text);
}
