using System.Text.Json.Nodes;
using Flywheel.Harness.Conditions;
using Flywheel.Harness.Keys;

namespace Flywheel.Harness.Directives;

/// <summary>Every kind of directive. Thread-safe.</summary>
internal static class DirectiveKinds
{
    private const string KindKey = "kind";

    private static readonly TextShape ToolName = new(64) { Pattern = Patterns.ToolName };

    /// <summary>All kinds, documents first, in the order of the docs.</summary>
    public static IReadOnlyList<DirectiveKind> All { get; } =
    [
        Whole<ItemCount>("item_count", "The document has exactly n content sections.", 100, n => new ItemCount(n), d => d.N),
        Plain<CiteEachItem>("cite_each_item", "Every item cites at least one source.", () => new CiteEachItem()),
        new(
            "section",
            "A section of this title exists, once or under every item.",
            [
                new("title", new TextShape(200), "The heading's text.") { Required = true },
                new("per", Choice<SectionScope>(), "Where it is expected: once in the document, or under every item.") { Required = true },
            ],
            json => new RequiredSection(Text(json, "title"), EnumNames.Parse<SectionScope>(Text(json, "per"))),
            (directive, json) =>
            {
                var section = (RequiredSection)directive;
                json["title"] = section.Title;
                json["per"] = EnumNames.Name(section.Per);
            }),
        Whole<MinSentencesPerSection>("min_sentences_per_section", "Every content section has at least n sentences.", 100, n => new MinSentencesPerSection(n), d => d.N),
        Whole<MaxWords>("max_words", "The body has at most n words; the source list does not count.", 1_000_000, n => new MaxWords(n), d => d.N),
        Plain<RequireExample>("require_example", "Every content section gives an example.", () => new RequireExample()),
        Words<ForbidPhrase>("forbid_phrase", "A phrase does not occur, in any case of letters.", "text", new TextShape(500), "The phrase.", t => new ForbidPhrase(t), d => d.Text),
        Words<OrderBy>("order_by", "Content sections stand in this order.", "key", Choice<SectionOrder>(), "By heading, by number of cited sources (most first), or by length (longest first).", t => new OrderBy(EnumNames.Parse<SectionOrder>(t)), d => EnumNames.Name(d.Key)),
        Whole<SourceMinimum>("source_minimum", "The document cites at least n different sources.", 100, n => new SourceMinimum(n), d => d.N),
        Plain<CaveatRequired>("caveat_required", "The document says where its statements stop holding.", () => new CaveatRequired()),
        Words<DocumentLanguage>("language", "The document is written in this language.", "code", new TextShape(35) { Pattern = Patterns.Language }, "A language tag.", t => new DocumentLanguage(t), d => d.Code),
        Words<AllowTool>("allow_tool", "The tool may be used; tools that no rule allows are then refused.", "name", ToolName, "The tool.", t => new AllowTool(t), d => d.Name),
        Words<RefuseWhen>("refuse_when", "A tool call that meets the condition is refused.", "condition", new TextShape(1000) { Pattern = null }, "For example tool == \"refund\" and arg.amount > 100.", t => new RefuseWhen(ActionCondition.Parse(t)), d => d.Condition.Text),
        new(
            "require_before",
            "One tool has succeeded before another is called.",
            [
                new("tool", ToolName, "The tool that comes first.") { Required = true },
                new("before", ToolName, "The tool that waits for it.") { Required = true },
            ],
            json => new RequireBefore(Text(json, "tool"), Text(json, "before")),
            (directive, json) =>
            {
                var order = (RequireBefore)directive;
                json["tool"] = order.Tool;
                json["before"] = order.Before;
            }),
        Words<ConfirmBefore>("confirm_before", "A person agrees before the tool is called.", "tool", ToolName, "The tool.", t => new ConfirmBefore(t), d => d.Tool),
        Plain<VerifyBeforeFinish>("verify_before_finish", "The result is verified after the last change and before the agent finishes.", () => new VerifyBeforeFinish()),
        new(
            "data_category",
            "How a kind of sensitive data in tool arguments is treated.",
            [
                new("name", Choice<SensitiveData>(), "The kind of data.") { Required = true },
                new("handling", Choice<DataHandling>(), "Replace it, refuse the call, or record it.") { Required = true },
            ],
            json => new DataCategory(EnumNames.Parse<SensitiveData>(Text(json, "name")), EnumNames.Parse<DataHandling>(Text(json, "handling"))),
            (directive, json) =>
            {
                var category = (DataCategory)directive;
                json["name"] = EnumNames.Name(category.Name);
                json["handling"] = EnumNames.Name(category.Handling);
            }),
    ];

    /// <summary>What the key <c>directive</c> may hold.</summary>
    public static ChoiceShape Shape { get; } =
        new(KindKey, [.. All.Select(kind => new ChoiceCase(kind.Name, kind.Meaning, new MapShape(kind.Parameters)))]);

    /// <summary>The typed value of a valid mapping.</summary>
    /// <exception cref="FormatException">A condition can not be read.</exception>
    public static Directive Read(JsonObject json) => Find(Text(json, KindKey)).Read(json);

    /// <summary>The mapping of a directive.</summary>
    public static JsonObject Write(Directive directive)
    {
        var json = new JsonObject { [KindKey] = directive.Kind };
        Find(directive.Kind).Write(directive, json);
        return json;
    }

    private static DirectiveKind Find(string name) => All.First(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));

    private static string Text(JsonObject json, string key) => json[key]!.GetValue<string>();

    private static TextShape Choice<T>()
        where T : struct, Enum => new(64) { Allowed = EnumNames.Of<T>() };

    private static DirectiveKind Plain<T>(string name, string meaning, Func<T> create)
        where T : Directive => new(name, meaning, [], _ => create(), (_, _) => { });

    private static DirectiveKind Whole<T>(string name, string meaning, long max, Func<int, T> create, Func<T, int> value)
        where T : Directive => new(
            name,
            meaning,
            [new("n", new WholeShape(1, max), "The number.") { Required = true }],
            json => create((int)json["n"]!.GetValue<long>()),
            (directive, json) => json["n"] = (long)value((T)directive));

    private static DirectiveKind Words<T>(string name, string meaning, string key, TextShape shape, string keyMeaning, Func<string, T> create, Func<T, string> value)
        where T : Directive => new(
            name,
            meaning,
            [new(key, shape, keyMeaning) { Required = true }],
            json => create(Text(json, key)),
            (directive, json) => json[key] = value((T)directive));
}
