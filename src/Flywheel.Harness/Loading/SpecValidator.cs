using System.Text.Json.Nodes;
using Flywheel.Harness.Conditions;
using Flywheel.Harness.Keys;
using Flywheel.Storage.Redaction;

namespace Flywheel.Harness.Loading;

/// <summary>
/// Holds a YAML tree against the key table: what fits becomes JSON with the explicit keys, everything that does not is an error with its place.
/// Used by one thread.
/// </summary>
internal sealed class SpecValidator
{
    private readonly SpecErrors _errors;
    private readonly bool _lookForSecrets;

    /// <summary>Prepares the check of one file.</summary>
    /// <param name="errors">Receives what is wrong.</param>
    /// <param name="lookForSecrets">False when the raw text already showed one: it is reported once.</param>
    public SpecValidator(SpecErrors errors, bool lookForSecrets)
    {
        _errors = errors;
        _lookForSecrets = lookForSecrets;
    }

    /// <summary>Where each key path stands.</summary>
    public Dictionary<string, YamlValue> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>The JSON of a value, or null when it is null or not valid (then an error was added).</summary>
    public JsonNode? Validate(YamlValue value, ValueShape shape, string path)
    {
        Places[path] = value;
        if (value is YamlScalar { IsNull: true } scalar)
        {
            if (!shape.Nullable)
                _errors.Add(value, path, $"expected {shape.Expected}, found {scalar.Found}; leave the key out to use its default");
            return null;
        }

        return shape switch
        {
            TextShape text => Text(value, text, path),
            WholeShape whole => Whole(value, whole, path),
            NumberShape number => Number(value, number, path),
            FlagShape => Flag(value, shape, path),
            JsonShape => value is YamlMap ? Free(value, path) : Wrong(value, shape, path),
            ListShape list => List(value, list, path),
            MapShape map => value is YamlMap entries ? Map(entries, map.Keys, path) : Wrong(value, shape, path),
            ChoiceShape choice => Choice(value, choice, path),
            _ => throw new ArgumentException($"The shape {shape.GetType().Name} has no check.", nameof(shape)),
        };
    }

    private JsonNode? Text(YamlValue value, TextShape shape, string path)
    {
        if (value is not YamlScalar { IsText: true } scalar)
        {
            var advice = value is YamlScalar ? "; put it in quotes if the text is meant" : "";
            return Wrong(value, shape, path, advice);
        }

        var text = scalar.Text.Trim();
        var problem = TextProblem(text, shape, scalar);
        if (problem is not null)
            _errors.Add(value, path, problem);
        return problem is null ? JsonValue.Create(text) : null;
    }

    private string? TextProblem(string text, TextShape shape, YamlScalar scalar)
    {
        if (text.Length == 0 && !shape.MayBeEmpty)
            return $"expected {shape.Expected}, found an empty text";
        if (text.Length > shape.MaxLength)
            return FormattableString.Invariant($"{text.Length} characters are too many; the limit is {shape.MaxLength}");
        if (SpecText.FirstInvisible(text) is { } invisible)
            return $"holds the invisible character {invisible}; remove it";
        if (SecretIn(text) is { } secret)
            return SpecText.SecretMessage(secret);
        if (shape.Allowed.Count > 0 && !shape.Allowed.Contains(text, StringComparer.Ordinal))
            return $"expected {shape.Expected}, found {scalar.Found}.{NearestName.Hint(text, shape.Allowed)}";
        if (shape.Pattern is { } pattern && !pattern.IsMatch(text))
            return $"expected {shape.Expected}, found {scalar.Found}";
        return null;
    }

    private string? SecretIn(string text) => _lookForSecrets && Redactor.Secrets.Redact(text).Redactions is [var first, ..] ? first.Rule : null;

    private JsonNode? Whole(YamlValue value, WholeShape shape, string path)
    {
        if (value is not YamlScalar { IsNumber: true } scalar || !YamlNumber.TryWhole(scalar.Text, out var number))
            return Wrong(value, shape, path);
        return number >= shape.Min && number <= shape.Max ? JsonValue.Create(number) : Wrong(value, shape, path);
    }

    private JsonNode? Number(YamlValue value, NumberShape shape, string path)
    {
        if (value is not YamlScalar { IsNumber: true } scalar || !YamlNumber.TryNumber(scalar.Text, out var number))
            return Wrong(value, shape, path);
        return number >= shape.Min && number <= shape.Max ? JsonValue.Create(number) : Wrong(value, shape, path);
    }

    private JsonNode? Flag(YamlValue value, ValueShape shape, string path) =>
        value is YamlScalar { IsFlag: true } scalar ? JsonValue.Create(scalar.Text[0] is 't' or 'T') : Wrong(value, shape, path);

    private JsonArray? List(YamlValue value, ListShape shape, string path)
    {
        if (value is not YamlList list)
            return (JsonArray?)Wrong(value, shape, path);
        if (list.Items.Count > shape.MaxItems)
            _errors.Add(value, path, FormattableString.Invariant($"{list.Items.Count} entries are too many; the limit is {shape.MaxItems}"));
        var items = new JsonArray();
        for (var i = 0; i < list.Items.Count && i < shape.MaxItems; i++)
            items.Add(Validate(list.Items[i], shape.Item, FormattableString.Invariant($"{path}[{i}]")));
        if (shape.Identity is { } identity)
            FindDuplicates(list, identity, path);
        return items;
    }

    private void FindDuplicates(YamlList list, string identity, string path)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var key = (list.Items[i] as YamlMap)?.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, identity, StringComparison.Ordinal));
            if (key?.Value is not YamlScalar name || first.TryAdd(name.Text, name.Line))
                continue;
            _errors.Add(name, FormattableString.Invariant($"{path}[{i}].{identity}"), FormattableString.Invariant($"'{name.Text}' is already used in line {first[name.Text]}; each {identity} is unique"));
        }
    }

    private JsonObject Map(YamlMap map, IReadOnlyList<KeyEntry> keys, string path)
    {
        var json = new JsonObject();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            var name = entry.Key.Text;
            var keyPath = path.Length == 0 ? name : $"{path}.{name}";
            if (keys.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.Ordinal)) is not { } known)
                AddUnknown(entry.Key, keyPath, name, keys);
            else if (!lines.TryAdd(name, entry.Key.Line))
                _errors.Add(entry.Key, keyPath, FormattableString.Invariant($"the key '{name}' is already set in line {lines[name]}; keep one"));
            else
                json[name] = Validate(entry.Value, known.Shape, keyPath);
        }

        foreach (var missing in keys.Where(key => key.Required && !lines.ContainsKey(key.Name)))
            _errors.Add(map, path, $"the key '{missing.Name}' is missing: {missing.Shape.Expected}");
        return json;
    }

    private void AddUnknown(YamlScalar key, string path, string name, IReadOnlyList<KeyEntry> keys)
    {
        var names = keys.Select(known => known.Name).ToList();
        var allowed = names.Count == 0 ? "No keys are allowed here." : $"Allowed here: {string.Join(", ", names)}.";
        var explained = string.Equals(name, "<<", StringComparison.Ordinal) ? "merge keys are not supported; use extends." : $"unknown key '{name}'.{NearestName.Hint(name, names)}";
        _errors.Add(key, path, $"{explained} {allowed}");
    }

    private JsonNode? Choice(YamlValue value, ChoiceShape shape, string path)
    {
        if (value is not YamlMap map)
            return Wrong(value, shape, path);
        var cases = shape.Cases.Select(known => known.Name).ToList();
        var decides = new KeyEntry(shape.Discriminator, new TextShape(64) { Allowed = cases }, "") { Required = true };
        var name = map.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, shape.Discriminator, StringComparison.Ordinal))?.Value as YamlScalar;
        var chosen = shape.Cases.FirstOrDefault(known => string.Equals(known.Name, name?.Text.Trim(), StringComparison.Ordinal));
        if (chosen is null)
        {
            // Only the discriminator is judged: which other keys are right depends on it.
            var only = map with { Entries = [.. map.Entries.Where(entry => string.Equals(entry.Key.Text, shape.Discriminator, StringComparison.Ordinal))] };
            Map(only, [decides], path);
            return null;
        }

        var json = Map(map, [decides, .. chosen.Parameters.Keys], path);
        CheckCondition(map, json, path);
        return json;
    }

    private void CheckCondition(YamlMap map, JsonObject json, string path)
    {
        if (json["condition"]?.GetValue<string>() is not { } condition)
            return;
        try
        {
            _ = ActionCondition.Parse(condition);
        }
        catch (FormatException error)
        {
            var at = map.Entries.First(entry => entry.Key.Text == "condition").Value;
            _errors.Add(at, path + ".condition", error.Message);
        }
    }

    // A free JSON value: plain scalars get the type YAML gives them.
    private JsonNode? Free(YamlValue value, string path)
    {
        switch (value)
        {
            case YamlMap map:
                return FreeMap(map, path);
            case YamlList list:
                return new JsonArray([.. list.Items.Select((item, i) => Free(item, FormattableString.Invariant($"{path}[{i}]")))]);
            case YamlScalar { IsNull: true }:
                return null;
            case YamlScalar { IsFlag: true } flag:
                return JsonValue.Create(flag.Text[0] is 't' or 'T');
            case YamlScalar { IsNumber: true } number:
                return FreeNumber(number, path);
            default:
                return FreeText((YamlScalar)value, path);
        }
    }

    private JsonObject FreeMap(YamlMap map, string path)
    {
        var json = new JsonObject();
        foreach (var entry in map.Entries)
        {
            var keyPath = $"{path}.{entry.Key.Text}";
            if (json.ContainsKey(entry.Key.Text))
                _errors.Add(entry.Key, keyPath, $"the key '{entry.Key.Text}' is already set; keep one");
            else if (SpecText.FirstInvisible(entry.Key.Text) is { } invisible)
                _errors.Add(entry.Key, keyPath, $"holds the invisible character {invisible}; remove it");
            else
                json[entry.Key.Text] = Free(entry.Value, keyPath);
        }

        return json;
    }

    private JsonValue? FreeNumber(YamlScalar scalar, string path)
    {
        if (YamlNumber.TryNumber(scalar.Text, out var number))
            return JsonValue.Create(number);
        _errors.Add(scalar, path, $"expected a finite decimal number, found {scalar.Text}");
        return null;
    }

    private JsonValue FreeText(YamlScalar scalar, string path)
    {
        var problem = TextProblem(scalar.Text, new TextShape(SpecText.MaxBytes) { MayBeEmpty = true }, scalar);
        if (problem is not null)
            _errors.Add(scalar, path, problem);
        return JsonValue.Create(scalar.Text);
    }

    private JsonNode? Wrong(YamlValue value, ValueShape shape, string path, string advice = "")
    {
        _errors.Add(value, path, $"expected {shape.Expected}, found {value.Found}{advice}");
        return null;
    }
}
