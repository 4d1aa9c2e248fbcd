using Flywheel.Harness.Linting;

namespace Flywheel.Harness.Tests.Linting;

/// <summary>Plants one fault of a kind into a harness, in words chosen at random, and notes what was planted.</summary>
internal static class FaultInjector
{
    private static readonly (string Do, string Doing, string Thing)[] Matters =
    [
        ("include a glossary of foreign terms", "including a glossary of foreign terms", "a glossary of foreign terms"),
        ("add a diagram of the architecture", "adding a diagram of the architecture", "diagrams of the architecture"),
        ("mention pricing plans", "mentioning pricing plans", "pricing plans"),
        ("use footnotes for asides", "using footnotes for asides", "footnotes for asides"),
        ("describe the author's background", "describing the author's background", "the author's background"),
        ("list competing products", "listing competing products", "competing products"),
        ("number the headings", "numbering the headings", "numbers before headings"),
        ("translate quotations", "translating quotations", "translated quotations"),
        ("recommend a vendor by name", "recommending a vendor by name", "vendor recommendations"),
        ("summarise the legal situation", "summarising the legal situation", "summaries of the legal situation"),
        ("give command line snippets", "giving command line snippets", "command line snippets"),
        ("refer to internal tickets", "referring to internal tickets", "references to internal tickets"),
    ];

    private static readonly (string One, string Other)[] Opposites =
    [
        ("Write a short abstract.", "Write a long abstract."), ("Sort entries in ascending order.", "Sort entries in descending order."), ("Put the warning at the beginning.", "Put the warning at the end."),
        ("Use a formal tone.", "Use a casual tone."), ("Use American spelling.", "Use British spelling."), ("Give measures in metric units.", "Give measures in imperial units."),
        ("Discuss the oldest method first.", "Discuss the newest method first."), ("Describe results in the past tense.", "Describe results in the present tense."), ("Keep explanations brief.", "Keep explanations detailed."),
    ];

    private static readonly (string One, string Other)[] Paraphrases =
    [
        ("Cut sentences that carry no information.", "Cut every sentence that carries no information."), ("Check each date against the calendar.", "Dates: check each against the calendar."),
        ("Name the person responsible for every decision.", "For every decision, name the person who is responsible."), ("Translate technical jargon into everyday language.", "Technical jargon is translated into everyday language."),
        ("Compare each proposal with the present state.", "Each proposal should be compared with the present state."), ("Put definitions next to their terms.", "Definitions are put next to the terms."),
        ("Point out hidden assumptions of an argument.", "Point out the hidden assumptions in arguments."), ("Mark unverified rumours clearly.", "Clearly mark rumours that are unverified."),
    ];

    /// <summary>Plants a fault that this lint should find.</summary>
    public static void Plant(FaultyHarness harness, string lint)
    {
        switch (lint)
        {
            case LintRules.Contradiction:
                Contradiction(harness);
                break;
            case LintRules.Duplicate:
                Duplicate(harness);
                break;
            case LintRules.InstructionAgainstDirective:
                InstructionAgainstDirective(harness);
                break;
            case LintRules.Unexercised:
                var unused = harness.Add("tools", "Money moves with consent.", "{kind: confirm_before, tool: pay}");
                harness.Unused.Add(unused);
                Note(harness, lint, unused);
                break;
            case LintRules.Expired:
                var condition = Pick(harness, "'2026-02-28'", "after 2025-12-31", "version 6", "with version 7", "unused 50", "unused for 40 runs");
                var old = harness.Add("plan", "Look at the archive of the old forum too.", null, $"{{retire_when: {condition}}}");
                if (condition.StartsWith("unused", StringComparison.Ordinal))
                    harness.Unused.Add(old);
                Note(harness, lint, old);
                break;
            case LintRules.CostlyRule:
                Note(harness, lint, harness.Add("evaluate", string.Join(' ', Enumerable.Range(1, harness.Random.Next(9, 14)).Select(n => $"In case number {n} weigh the circumstances of the author against the circumstances of the reader."))));
                break;
            case LintRules.CostlyStage:
                harness.Instructions["synthesis.research"] += string.Join('\n', Enumerable.Range(1, harness.Random.Next(90, 130)).Select(n => $"Paragraph {n} follows from the one before it; say by which thought, and what would break if it were not there.").Prepend(""));
                Note(harness, lint, "SynthesisResearch");
                break;
            case LintRules.PiledPatches:
                for (var n = harness.Random.Next(6, 11); n > 0; n--)
                    harness.Add("research", Patches[n], null, Pick(harness, "{pattern: p, confidence: 0.5}", "{gate: g_1}", "{added_in: 4}"));
                Note(harness, lint, "research");
                break;
            case LintRules.UnknownTool:
                UnknownTool(harness);
                break;
            default:
                harness.Head.Add("extends: parent");
                Note(harness, lint, "extends");
                break;
        }
    }

    private static readonly string[] Patches =
    [
        "Open archived pages.", "Follow links to data sets.", "Read captions of figures.", "Skip pages behind logins.", "Compare mirrors of a page.", "Trust release notes over blogs.", "Look into changelogs.",
        "Fetch the second page of results.", "Note the publication day.", "Watch for retractions.", "Collect error messages verbatim.",
    ];

    private static void Contradiction(FaultyHarness harness)
    {
        var matter = Pick(harness, Matters);
        switch (harness.Random.Next(8))
        {
            case 0 or 1:
                var stage = Pick(harness, "synthesis", "revise");
                var please = harness.Add(stage, Pick(harness, $"Always {matter.Do}.", $"{Capital(matter.Do)}.", $"Make sure to {matter.Do}.", $"{Capital(matter.Do)} where the reader may need it."));
                var never = harness.Add(stage, Pick(harness, $"Never {matter.Do}.", $"Do not {matter.Do}.", $"Avoid {matter.Doing}.", $"Don't {matter.Do}.", $"Leave out {matter.Thing}.", $"No {matter.Thing}."));
                Note(harness, LintRules.Contradiction, please, never);
                break;
            case 2:
                var pair = Pick(harness, Opposites);
                Note(harness, LintRules.Contradiction, harness.Add("synthesis", pair.One), harness.Add("synthesis", pair.Other));
                break;
            case 3:
                var n = harness.Random.Next(3, 9);
                Note(harness, LintRules.Contradiction, harness.Add("synthesis", "Keep to the number.", $"{{kind: item_count, n: {n}}}"), harness.Add("synthesis", Pick(harness, $"Give exactly {n + 2} items.", $"List at most {n - 1} items.", $"Provide at least {n + 1} sections.", $"Write {Words[n + 1]} sections.")));
                break;
            case 4:
                Note(harness, LintRules.Contradiction, harness.Add("tools", "Searching is allowed.", "{kind: allow_tool, name: search}"), harness.Add("tools", "The index is being rebuilt.", "{kind: refuse_when, condition: \"tool == 'search'\"}"));
                break;
            case 5:
                harness.RemoveDirectives("order_by");
                Note(harness, LintRules.Contradiction, harness.Add("synthesis", "Sort for lookup.", "{kind: order_by, key: title}"), harness.Add("synthesis", "Sort for weight.", "{kind: order_by, key: length}"));
                break;
            case 6:
                Note(harness, LintRules.Contradiction, harness.Add("tools", "Hide addresses.", "{kind: data_category, name: email, handling: redact}"), harness.Add("tools", "Record addresses.", "{kind: data_category, name: email, handling: log}"));
                break;
            default:
                var title = Pick(harness, "Further reading", "Known limits", "Frequently asked questions");
                Note(harness, LintRules.Contradiction, harness.Add("synthesis", "Let nobody search for it.", $"{{kind: section, title: {title}, per: document}}"), harness.Add("synthesis", "Spare us the cliché.", $"{{kind: forbid_phrase, text: {title.ToLowerInvariant()}}}"));
                break;
        }
    }

    private static void Duplicate(FaultyHarness harness)
    {
        switch (harness.Random.Next(4))
        {
            case 0 or 1:
                var pair = Pick(harness, Paraphrases);
                var stage = Pick(harness, "synthesis", "plan", "evaluate");
                Note(harness, LintRules.Duplicate, harness.Add(stage, pair.One), harness.Add(stage, pair.Other));
                break;
            case 2:
                harness.RemoveDirectives("cite_each_item");
                Note(harness, LintRules.Duplicate, harness.Add("synthesis", "Evidence everywhere.", "{kind: cite_each_item}"), harness.Add("revise", "Nothing unproven.", "{kind: cite_each_item}"));
                break;
            default:
                harness.RemoveDirectives("max_words");
                Note(harness, LintRules.Duplicate, harness.Add("synthesis", "Be brief.", "{kind: max_words, n: 900}"), harness.Add("synthesis", "Be briefer.", "{kind: max_words, n: 700}"));
                break;
        }
    }

    private static void InstructionAgainstDirective(FaultyHarness harness)
    {
        var place = Pick(harness, "synthesis.enumerated", "synthesis.best_practices", "synthesis.research", "revise");
        var (kind, directive, sentences) = Pick(harness, Clashes);
        harness.RemoveDirectives(kind);
        var rule = harness.Add("synthesis", "Hold on to it.", directive);
        harness.Instructions[place] = harness.Instructions[place] + " " + Pick(harness, sentences);
        Note(harness, LintRules.InstructionAgainstDirective, "instructions." + place, rule);
    }

    private static readonly (string Kind, string Directive, string[] Sentences)[] Clashes =
    [
        ("cite_each_item", "{kind: cite_each_item}", ["Do not cite anything.", "Write without citations.", "Omit references.", "Never use inline citations.", "Leave out the source numbers.", "Give no references."]),
        ("require_example", "{kind: require_example}", ["Do not give examples.", "Avoid examples.", "No examples, please.", "Skip worked examples."]),
        ("caveat_required", "{kind: caveat_required}", ["Do not add caveats.", "Write without hedging.", "Leave out limitations.", "No disclaimers."]),
        ("max_words", "{kind: max_words, n: 300}", ["Write at least 800 words.", "Write no fewer than 1,000 words.", "Write exactly 500 words.", "A minimum of 400 words is expected."]),
        ("item_count", "{kind: item_count, n: 5}", ["Write seven sections.", "Give exactly 10 items.", "Use at most 3 sections.", "Provide at least eight points."]),
        ("language", "{kind: language, code: en}", ["Write the document in French.", "Answer in German.", "Write everything in Spanish."]),
        ("forbid_phrase", "{kind: forbid_phrase, text: game changer}", ["Call the best item a game changer.", "Open with: a game changer is coming."]),
        ("section", "{kind: section, title: Sources of error, per: document}", ["Do not add a section on sources of error.", "Leave out sources of error."]),
        ("order_by", "{kind: order_by, key: citations}", ["List the sections in alphabetical order.", "Sort sections alphabetically.", "Put the longest section first."]),
        ("min_sentences_per_section", "{kind: min_sentences_per_section, n: 4}", ["Write at most two sentences per section.", "Write exactly 1 sentence for each item."]),
        ("source_minimum", "{kind: source_minimum, n: 5}", ["Use at most two sources.", "Do not cite sources."]),
    ];

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static void UnknownTool(FaultyHarness harness)
    {
        harness.Head.Add("tools: [{name: search}, {name: pay}, {name: look_up}]");
        var directive = Pick(harness, "{kind: allow_tool, name: serach}", "{kind: confirm_before, tool: transfer}", "{kind: require_before, tool: look_up, before: cancel}", "{kind: refuse_when, condition: \"tool == 'drop_table'\"}");
        Note(harness, LintRules.UnknownTool, harness.Add("tools", "About one tool.", directive));
    }

    private static void Note(FaultyHarness harness, string lint, params string[] subjects) => harness.Planted.Add((lint, subjects));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static T Pick<T>(FaultyHarness harness, params IReadOnlyList<T> choices) => choices[harness.Random.Next(choices.Count)];
}
