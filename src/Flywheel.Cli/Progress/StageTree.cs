using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Progress;

/// <summary>Draws a snapshot as lines of toned text: the stages as a tree with time, tokens and scores. Thread-safe.</summary>
internal static class StageTree
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const int NameWidth = 34;
    private const int MostActivities = 4;

    /// <summary>The lines of a frame.</summary>
    /// <param name="heading">The run.</param>
    /// <param name="task">Its task.</param>
    /// <param name="snapshot">Its state.</param>
    /// <param name="width">Cells per line.</param>
    public static IReadOnlyList<IReadOnlyList<(string Text, Tone Tone)>> Lines(string heading, string task, ProgressSnapshot snapshot, int width)
    {
        var lines = new List<IReadOnlyList<(string, Tone)>>
        {
            new[] { (heading, Tone.Strong) },
            new[] { (SafeText.Line(task, width - 1), Tone.Plain) },
        };
        for (var i = 0; i < snapshot.Stages.Count; i++)
            Add(lines, snapshot.Stages[i], i == snapshot.Stages.Count - 1, snapshot.ElapsedMs);
        foreach (var notice in snapshot.Notices)
            lines.Add([("  ! " + SafeText.Line(notice, width - 5), Tone.Warning)]);
        lines.Add([(Totals(snapshot), Tone.Quiet)]);
        return lines;
    }

    /// <summary>What a stage did, for the end of its line.</summary>
    public static string Facts(StageProgress stage)
    {
        var facts = new List<string>();
        if (stage.Tokens > 0)
            facts.Add($"{Figures.Count(stage.Tokens)} tokens");
        if (stage.ToolCalls > 0)
            facts.Add(stage.ToolCalls == 1 ? "1 search" : $"{Figures.Count(stage.ToolCalls)} searches");
        if (stage.IsScored)
            facts.Add(stage.Score is null ? "not scored" : $"score {Figures.Score(stage.Score)}");
        return string.Join(" · ", facts);
    }

    private static void Add(List<IReadOnlyList<(string, Tone)>> lines, StageProgress stage, bool isLast, double elapsedMs)
    {
        var name = SafeText.Line(stage.Name, NameWidth - 6);
        lines.Add(
        [
            (isLast ? "└─ " : "├─ ", Tone.Quiet),
            stage.Condition switch
            {
                StageCondition.Done => ("✓ ", Tone.Good),
                StageCondition.Broken => ("✗ ", Tone.Bad),
                _ => (Spinner(elapsedMs) + " ", Tone.Warning),
            },
            (name.PadRight(NameWidth - 5), Tone.Plain),
            (Figures.Duration(stage.Ms / 1000).PadLeft(10) + "   ", Tone.Plain),
            (Facts(stage), Tone.Quiet),
        ]);
        if (stage.Condition == StageCondition.Running)
            AddActivities(lines, stage, isLast ? "   " : "│  ", elapsedMs);
    }

    private static void AddActivities(List<IReadOnlyList<(string, Tone)>> lines, StageProgress stage, string indent, double elapsedMs)
    {
        var activities = stage.Activities;
        var shown = activities.Where(static activity => !activity.IsDone).Concat(activities.Where(static activity => activity.IsDone).Reverse()).Take(MostActivities).ToList();
        for (var i = 0; i < shown.Count; i++)
        {
            var activity = shown[i];
            lines.Add(
            [
                (indent + (i == shown.Count - 1 ? "└─ " : "├─ "), Tone.Quiet),
                activity.IsDone ? ("✓ ", Tone.Good) : (Spinner(elapsedMs) + " ", Tone.Warning),
                (SafeText.Line(NameOf(activity, stage.Name), NameWidth - 8).PadRight(NameWidth - 8), Tone.Quiet),
                (Figures.Duration(activity.Ms / 1000).PadLeft(10), Tone.Quiet),
            ]);
        }
    }

    /// <summary>A parallel lane by its name; a call of the pipeline by what it is for.</summary>
    private static string NameOf(ActivityProgress activity, string stage)
    {
        if (activity.Lane != "pipeline")
            return activity.Lane;
        var purpose = activity.Name.StartsWith("llm:", StringComparison.Ordinal) ? activity.Name["llm:".Length..] : activity.Name;
        if (purpose == stage)
            return "model";
        return purpose.StartsWith(stage + "/", StringComparison.Ordinal) ? purpose[(stage.Length + 1)..] : purpose;
    }

    private static string Totals(ProgressSnapshot snapshot)
    {
        var scores = snapshot.Rounds.Count == 0 ? "" : " · rounds " + string.Join(" → ", snapshot.Rounds.Select(static round => Figures.Score(round.Score)));
        return $"   {Figures.Duration(snapshot.ElapsedMs / 1000)} · {Figures.Count(snapshot.Tokens)} tokens{scores}";
    }

    private static char Spinner(double elapsedMs) => Frames[(int)(elapsedMs / 100) % Frames.Length];
}
