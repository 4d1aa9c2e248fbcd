using System.Text.Json.Nodes;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Redaction;
using Flywheel.Tracing.Chat;

namespace Flywheel.Agents.Configuration;

/// <summary>
/// Reads <c>config.yaml</c> strictly: an unknown key, a wrong type, a value out of range, a key used twice, a secret — each is an error with line and
/// column, and all of a file are reported together. Thread-safe.
/// </summary>
public static class ConfigLoader
{
    /// <summary>The configuration of a workspace; the defaults when it has no file.</summary>
    /// <param name="workspace">The workspace's folder, which need not exist.</param>
    /// <exception cref="ConfigException">The file is not valid, or can not be read.</exception>
    public static WorkspaceConfig Load(string workspace)
    {
        var path = Path.Combine(workspace, WorkspaceConfig.FileName);
        if (Directory.Exists(path))
            throw new ConfigException($"{path} is a folder; a file is needed. Rename it.");
        if (!File.Exists(path))
            return WorkspaceConfig.Empty;
        try
        {
            if (new FileInfo(path).Length > SpecText.MaxBytes)
                throw new ConfigException($"{path} is too large for a configuration; the limit is {SpecText.MaxBytes} bytes.");
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"{path} can not be read: {error.Message}", error);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="path">The name that errors carry, and from whose folder relative paths start.</param>
    /// <exception cref="ConfigException">The content is not valid.</exception>
    public static WorkspaceConfig Parse(ReadOnlySpan<byte> content, string path)
    {
        try
        {
            var errors = new SpecErrors(path);
            var keys = ReadKeys(SpecText.Decode(content, path), errors);
            errors.ThrowIfAny();
            return Read(keys, path);
        }
        catch (HarnessException error)
        {
            throw new ConfigException(error.Message, error);
        }
    }

    private static JsonObject ReadKeys(string text, SpecErrors errors)
    {
        var tree = new YamlTreeReader(text, errors).Read();
        if (tree is null or YamlScalar { IsNull: true })
            return [];
        RefuseSecrets(tree, "", errors);
        var validator = new SpecValidator(errors, lookForSecrets: false);
        if (tree is not YamlMap root)
            return validator.Validate(tree, ConfigKeys.Root, "") as JsonObject ?? [];
        var named = root.Entries.Where(static entry => entry.Key.Text is ConfigKeys.Endpoints or ConfigKeys.Models && entry.Value is YamlMap).ToList();
        var keys = validator.Validate(root with { Entries = [.. root.Entries.Where(entry => !named.Contains(entry))] }, ConfigKeys.Root, "") as JsonObject ?? [];
        foreach (var entry in named)
        {
            if (keys.ContainsKey(entry.Key.Text))
                errors.Add(entry.Key, entry.Key.Text, $"the key '{entry.Key.Text}' is set twice; keep one");
            else
                keys[entry.Key.Text] = Named((YamlMap)entry.Value, entry.Key.Text, validator, errors);
        }

        return keys;
    }

    /// <summary>A map whose keys are names the user chose.</summary>
    private static JsonObject Named(YamlMap map, string path, SpecValidator validator, SpecErrors errors)
    {
        var shape = path == ConfigKeys.Endpoints ? ConfigKeys.Endpoint : ConfigKeys.Model;
        var entries = new JsonObject();
        foreach (var entry in map.Entries)
        {
            var name = entry.Key.Text;
            if (!ConfigKeys.EntryName.IsMatch(name))
                errors.Add(entry.Key, path, $"expected {ConfigKeys.EntryName.Meaning}, found '{name}'");
            else if (entries.ContainsKey(name))
                errors.Add(entry.Key, $"{path}.{name}", $"'{name}' is set twice; keep one");
            else
                entries[name] = validator.Validate(entry.Value, shape, $"{path}.{name}");
        }

        return entries;
    }

    private static void RefuseSecrets(YamlValue value, string path, SpecErrors errors)
    {
        switch (value)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                    RefuseSecrets(entry.Value, path.Length == 0 ? entry.Key.Text : $"{path}.{entry.Key.Text}", errors);
                break;
            case YamlList list:
                foreach (var item in list.Items)
                    RefuseSecrets(item, path, errors);
                break;
            case YamlScalar scalar when Redactor.Secrets.Redact(scalar.Text).Redactions is [var secret, ..]:
                errors.Add(scalar, path, $"this looks like a secret ({secret.Rule.Replace('_', ' ')}). Put it into an environment variable and name the variable in api_key_env");
                break;
            default:
                break;
        }
    }

    private static WorkspaceConfig Read(JsonObject keys, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var defaults = keys["defaults"];
        var search = keys["search"];
        return new WorkspaceConfig
        {
            Path = path,
            Endpoints = Entries(keys[ConfigKeys.Endpoints], Endpoint),
            Models = Entries(keys[ConfigKeys.Models], Model),
            Defaults = new RunDefaults
            {
                Producer = Text(defaults, "producer"),
                Evaluator = Text(defaults, "evaluator"),
                Planner = Text(defaults, "planner"),
                Harness = Text(defaults, "harness") ?? WorkspaceConfig.Empty.Defaults.Harness,
            },
            Search = new SearchConfig
            {
                Provider = Text(search, "provider") ?? WorkspaceConfig.Empty.Search.Provider,
                Corpus = [.. (search?["corpus"] as JsonArray ?? []).Select(item => Path.GetFullPath(item!.GetValue<string>(), folder))],
            },
            ServerUrls = Text(keys["server"], "urls") ?? WorkspaceConfig.Empty.ServerUrls,
        };
    }

    private static Dictionary<string, T> Entries<T>(JsonNode? map, Func<JsonNode, T> read)
    {
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in map as JsonObject ?? [])
            entries[name] = read(value!);
        return entries;
    }

    private static EndpointConfig Endpoint(JsonNode keys) => new()
    {
        Type = Text(keys, "type")!,
        BaseUrl = Text(keys, "base_url"),
        ApiKeyEnv = Text(keys, "api_key_env"),
        Concurrency = (int?)Number(keys, "concurrency"),
        TimeoutSeconds = Number(keys, "timeout_s") ?? new EndpointConfig().TimeoutSeconds,
    };

    private static ModelConfig Model(JsonNode keys) => new()
    {
        Endpoint = Text(keys, "endpoint")!,
        Model = Text(keys, "model")!,
        Prices = keys["prices"] is { } prices ? new ModelPrice(Number(prices, "input") ?? 0, Number(prices, "output") ?? 0) : null,
        Context = (int?)Number(keys, "context"),
    };

    private static string? Text(JsonNode? keys, string name) => keys?[name]?.GetValue<string>();

    private static double? Number(JsonNode? keys, string name) => keys?[name] is JsonValue value
        ? value.TryGetValue<long>(out var whole) ? whole : value.GetValue<double>()
        : null;
}
