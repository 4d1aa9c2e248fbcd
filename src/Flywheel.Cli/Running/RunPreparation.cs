using System.Globalization;
using System.Text.Json;
using Flywheel.Agents.Configuration;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Agents.Tasks;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Loading;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Running;

/// <summary>
/// Makes a <see cref="PlannedRun"/> of a command line, the environment and the configuration: everything that can be wrong is found here, before the
/// first byte is written. Used by one command.
/// </summary>
internal sealed class RunPreparation
{
    private const int MostTaskCharacters = 20_000;
    private const int MostSessionCharacters = 100;

    private readonly RunSettings _settings;
    private readonly CommandContext _context;
    private readonly WorkspaceConfig _config;

    /// <summary>Prepares with these settings.</summary>
    public RunPreparation(RunSettings settings, CommandContext context)
    {
        _settings = settings;
        _context = context;
        _config = ConfigLoader.Load(context.WorkspaceRoot);
    }

    private bool RemembersResearch => _context.Variable("RESEARCH_CACHE") == "1";

    /// <summary>Checks everything and opens models and corpus.</summary>
    /// <exception cref="Exception">One of those that <see cref="Failure"/> reads as the user's mistake.</exception>
    public async Task<PlannedRun> PrepareAsync(CancellationToken cancellationToken)
    {
        var asked = ReadTask();
        var reading = TaskReading.Of(asked.Task);
        if (reading.Task.Length == 0)
            throw new UserException("The task holds nothing but skills and a path. Say what is to be done, for example `flywheel run \"Top 5 ways to …\"`.");
        var output = CheckOutput(reading.OutputPath);
        var tac = ReadTacHours();
        var session = ReadSession();
        var costs = ReadCosts();
        var (harness, overrides) = LoadHarness();
        var crew = Crew.Open(harness.Spec, _config, _context);
        try
        {
            var corpus = await CorpusSearch.OpenAsync(new CorpusOptions { Roots = CorpusSelection.Folders(_settings.Corpus, _config, _context) }, cancellationToken);
            return new PlannedRun
            {
                Task = reading.Task,
                Skills = asked.Skills,
                Harness = harness,
                Crew = crew,
                Corpus = corpus,
                RemembersResearch = RemembersResearch,
                OutputPath = output,
                Session = session,
                Start = Start(harness, overrides, session, tac),
                Costs = costs,
            };
        }
        catch
        {
            crew.Dispose();
            throw;
        }
    }

    private TaskWithSkills ReadTask()
    {
        var task = _settings.Task.Trim();
        if (task.Length == 0)
            throw new UserException("The task is empty. Say what is to be done, for example `flywheel run \"Top 5 ways to keep an agent's context small\"`.");
        if (task.Length > MostTaskCharacters)
            throw new UserException($"The task has {task.Length} characters; the limit is {MostTaskCharacters}. Put long material into a file and name its folder with --corpus.");
        return SkillRegistry.BuiltIn.Parse(task, _settings.Skills);
    }

    private string? CheckOutput(string? inTask)
    {
        if (_settings.Out is { } asked && string.IsNullOrWhiteSpace(asked))
            throw new UserException("--out: the path is missing. Name a file, for example --out answer.md.");
        var named = _settings.Out ?? inTask;
        return named is null ? null : OutputTarget.Check(_context.PathOf(named), named, _context.WorkspaceRoot);
    }

    private (double Hours, string Source)? ReadTacHours()
    {
        var (text, source, name) = _settings.TacHours is { } flag ? (flag, "flag", "--tac-hours") : (_context.Variable("HARNESS_TAC_HOURS"), "env", "HARNESS_TAC_HOURS");
        if (text is null)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours is > 0 and <= 100_000)
            return (hours, source);
        throw new UserException($"{name} is '{text}': the hours a person would need are expected, a number above 0, for example 1.5.");
    }

    private string? ReadSession()
    {
        var (text, name) = _settings.Session is { } flag ? (flag.Trim(), "--session") : (_context.Variable("HARNESS_SESSION_ID"), "HARNESS_SESSION_ID");
        if (text is null)
            return null;
        if (text.Length is 0 or > MostSessionCharacters || text.Any(char.IsControl))
            throw new UserException($"{name}: a session is a name of 1 to {MostSessionCharacters} characters on one line.");
        return text;
    }

    private LeverageCosts ReadCosts()
    {
        try
        {
            return LeverageCosts.From(_context.Host.Environment);
        }
        catch (FormatException wrong)
        {
            throw new UserException(wrong.Message, wrong);
        }
    }

    /// <summary>The harness in effect, and what environment and flags changed in it.</summary>
    private (EffectiveHarness Harness, IReadOnlyDictionary<string, string> Overrides) LoadHarness()
    {
        var catalogue = new HarnessCatalogue(Path.Combine(_context.WorkspaceRoot, "harnesses"));
        var loaded = catalogue.Find(_settings.Harness ?? _config.Defaults.Harness);
        if (loaded.Spec.Kind != Harness.Specs.HarnessKind.Research)
            throw new UserException($"The harness '{loaded.Spec.Name}' is of kind tools; `flywheel run` needs one of kind research. Choose another with --harness.");
        var changes = new List<HarnessOverride>(HarnessOverrides.FromEnvironment(_context.Host.Environment));
        changes.AddRange(FlagOverrides());
        var effective = HarnessOverrides.Apply(loaded, [.. DefaultRoles(loaded), .. changes]);
        var recorded = changes.GroupBy(static change => change.Key, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Last().Value, StringComparer.Ordinal);
        if (RemembersResearch)
            recorded["research_cache"] = "on";
        if (_settings.NoVerify)
            recorded["verify"] = "off";
        if (_settings.NoMemory)
            recorded["memory"] = "off";
        return (effective, recorded);
    }

    /// <summary>The configuration's default roles, where the harness names no model itself.</summary>
    private IEnumerable<HarnessOverride> DefaultRoles(LoadedHarness harness)
    {
        using var keys = JsonDocument.Parse(harness.Canonical);
        var named = keys.RootElement.TryGetProperty("models", out var models) ? models.Clone() : default;
        (string Role, string? Model)[] defaults =
        [
            ("producer", _config.Defaults.Producer), ("evaluator", _config.Defaults.Evaluator), ("planner", _config.Defaults.Planner),
        ];
        foreach (var (role, model) in defaults)
        {
            var isNamed = named.ValueKind == JsonValueKind.Object && named.TryGetProperty(role, out _);
            if (model is not null && !isNamed)
                yield return new HarnessOverride($"models.{role}", model, $"config.yaml: defaults.{role}");
        }
    }

    private IEnumerable<HarnessOverride> FlagOverrides()
    {
        if (_settings.Model is { } model)
        {
            yield return new HarnessOverride("models.producer", model, "--model");
            yield return new HarnessOverride("models.evaluator", model, "--model");
            yield return new HarnessOverride("models.planner", model, "--model");
        }

        if (_settings.Evaluator is { } evaluator)
            yield return new HarnessOverride("models.evaluator", evaluator, "--evaluator");
        if (_settings.Planner is { } planner)
            yield return new HarnessOverride("models.planner", planner, "--planner");
    }

    private RunStart Start(
        EffectiveHarness harness, IReadOnlyDictionary<string, string> overrides, string? session, (double Hours, string Source)? tac)
    {
        var models = harness.Spec.Models;
        return new RunStart
        {
            Task = _settings.Task.Trim(),
            SessionId = session,
            ParentRunId = _context.Variable("HARNESS_PARENT_RUN_ID"),
            ExperimentId = _context.Variable("HARNESS_EXPERIMENT_ID"),
            TaskId = _context.Variable("HARNESS_TASK_ID"),
            Actor = Actor.Of(_context),
            Overrides = overrides,
            Harness = new Tracing.Records.HarnessReference(harness.Spec.Name, null, harness.Harness.Hash.ToString(), harness.EffectiveHash.ToString()),
            ProducerModel = models.Producer,
            EvaluatorModel = models.Evaluator,
            PlannerModel = models.Planner,
            Verified = !_settings.NoVerify,
            TacHours = tac?.Hours,
            TacSource = tac?.Source,
        };
    }
}
