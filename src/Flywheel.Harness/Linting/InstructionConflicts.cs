using System.Text.RegularExpressions;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds instruction texts, and rules by their own words, that ask for what a directive forbids. Thread-safe.</summary>
internal static partial class InstructionConflicts
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
    private const string Refusing = @"\b(do not|don't|never|avoid|omit|without|no|leave out|skip|drop|remove|not)\s+((any|the|all|an?|adding|giving|using|your|further|more|include|add|give|use|write|put|mention|inline|separate|concrete|worked)\s+){0,3}";

    private static readonly (string Name, string Code)[] Languages =
    [
        ("english", "en"), ("german", "de"), ("french", "fr"), ("spanish", "es"), ("italian", "it"), ("portuguese", "pt"), ("dutch", "nl"), ("swedish", "sv"),
        ("polish", "pl"), ("russian", "ru"), ("turkish", "tr"), ("chinese", "zh"), ("japanese", "ja"), ("korean", "ko"), ("arabic", "ar"),
    ];

    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        var texts = Texts(context.Spec).Where(text => text.Text.Length > 0).ToList();
        foreach (var rule in context.Spec.Rules.Where(rule => rule.Directive is not null))
        {
            foreach (var (key, _) in texts.Where(text => Against(text.Text, rule.Directive!) is not null))
                yield return new LintFinding(LintRules.InstructionAgainstDirective, [key, rule.Id], $"{key} {Against(texts.First(text => text.Key == key).Text, rule.Directive!)}, which the directive of '{rule.Id}' forbids. Change one of them.", context.LineOf(key));
            if (OwnWords(rule) is { } own)
                yield return new LintFinding(LintRules.InstructionAgainstDirective, [rule.Id], $"The text of '{rule.Id}' {own}, its directive says otherwise. Make them agree.", context.LineOf(rule));
        }

        foreach (var (key, text) in texts)
        {
            if (AgainstOutput(text, context.Spec.Output) is { } limit)
                yield return new LintFinding(LintRules.InstructionAgainstDirective, [key, limit.Key], $"{key} {limit.What}, which {limit.Key} rules out. Change one of them.", context.LineOf(key));
        }
    }

    private static (string Key, string Text)[] Texts(HarnessSpec spec) =>
    [
        ("instructions.synthesis.enumerated", spec.Instructions.Synthesis.Enumerated),
        ("instructions.synthesis.best_practices", spec.Instructions.Synthesis.BestPractices),
        ("instructions.synthesis.research", spec.Instructions.Synthesis.Research),
        ("instructions.revise", spec.Instructions.Revise),
        ("instructions.system", spec.Instructions.System),
    ];

    private static string? OwnWords(OperatingRule rule) =>
        rule.Directive is not ForbidPhrase && Quantity.Of(rule.Directive) is { } wanted && Quantity.In(rule.Text).Any(said => said.Excludes(wanted)) ? $"asks for another number of {wanted.Unit}s" : null;

    private static (string Key, string What)? AgainstOutput(string text, OutputSpec output)
    {
        if (output.MaxWords is { } words && Quantity.In(text).Any(said => said.Excludes(new Quantity("word", PerSection: false, 0, words))))
            return ("output.max_words", "asks for more words");
        return OtherLanguage(text, output.Language) is { } language ? ("output.language", $"asks for {language}") : null;
    }

    private static string? Against(string text, Directive directive)
    {
        if (Quantity.Of(directive) is { } wanted && Quantity.In(text).Any(said => said.Excludes(wanted)))
            return $"asks for another number of {wanted.Unit}s";
        return directive switch
        {
            ForbidPhrase phrase when AsksFor(text, phrase.Text) => $"asks for '{phrase.Text}'",
            DocumentLanguage language when OtherLanguage(text, language.Code) is { } other => $"asks for {other}",
            CiteEachItem or SourceMinimum when NoCitations().IsMatch(Flat(text)) => "asks for no citations",
            RequireExample when NoExamples().IsMatch(Flat(text)) => "asks for no examples",
            CaveatRequired when NoCaveats().IsMatch(Flat(text)) => "asks for no caveats",
            RequiredSection section when RefusesSection(text, section.Title) => $"asks for no section '{section.Title}'",
            OrderBy order when OtherOrder(text, order.Key) is { } other => $"orders {other}",
            VerifyBeforeFinish when NoVerification().IsMatch(Flat(text)) => "asks to finish unverified",
            ConfirmBefore when NoConsent().IsMatch(Flat(text)) => "asks to act without consent",
            RefuseWhen { Condition.RefusesWholly: { } tool } when AsksForTool(text, tool) => $"asks for the tool {tool}",
            DataCategory { Handling: DataHandling.Block } category when AsksToPass(text, category.Name) => $"asks to pass on {EnumNames.Name(category.Name).Replace('_', ' ')} data",
            _ => null,
        };
    }

    private static string Flat(string text) => text.ReplaceLineEndings(" ");

    private static bool AsksFor(string text, string phrase) =>
        Quantity.Sentences(text).Any(sentence => sentence.Contains(phrase, StringComparison.OrdinalIgnoreCase) && !Negated().IsMatch(sentence));

    private static bool RefusesSection(string text, string title) =>
        Quantity.Sentences(text).Any(sentence => sentence.Contains(title, StringComparison.OrdinalIgnoreCase) && Negated().IsMatch(sentence));

    private static bool AsksForTool(string text, string tool) =>
        Quantity.Sentences(text).Any(sentence => !Negated().IsMatch(sentence)
            && Regex.IsMatch(sentence, $@"\b(use|call|run|invoke|start|try)\s+(\w+\s+){{0,2}}[`'""]?{Regex.Escape(tool)}\b", Linear));

    private static string? OtherLanguage(string text, string code)
    {
        foreach (var sentence in Quantity.Sentences(text).Where(sentence => !Negated().IsMatch(sentence)))
        {
            var match = InLanguage().Match(sentence);
            var named = Languages.FirstOrDefault(language => match.Groups["language"].Value.Equals(language.Name, StringComparison.OrdinalIgnoreCase));
            if (match.Success && named.Code is { } other && !code.StartsWith(other, StringComparison.Ordinal))
                return char.ToUpperInvariant(named.Name[0]) + named.Name[1..];
        }

        return null;
    }

    private static string? OtherOrder(string text, SectionOrder key)
    {
        var flat = Flat(text);
        if (key != SectionOrder.Title && Alphabetical().IsMatch(flat))
            return "alphabetically";
        if (key != SectionOrder.Length && ByLength().IsMatch(flat))
            return "by length";
        return key != SectionOrder.Citations && ByCitations().IsMatch(flat) ? "by citations" : null;
    }

    private static bool AsksToPass(string text, SensitiveData kind)
    {
        var words = kind switch
        {
            SensitiveData.Email => "e-?mail address(es)?",
            SensitiveData.Phone => "(tele)?phone numbers?",
            SensitiveData.PaymentCard => "(credit |payment |debit )?card numbers?",
            SensitiveData.Iban => "(ibans?|bank account numbers?)",
            SensitiveData.IpAddress => "ip address(es)?",
            _ => "(passwords?|api keys?|tokens?|credentials?)",
        };
        return Quantity.Sentences(text).Any(sentence => !Negated().IsMatch(sentence) && Regex.IsMatch(sentence, $@"\b(include|add|pass|send|put|attach|share|forward|give)\b.*\b{words}\b", Linear));
    }

    [GeneratedRegex(@"\b(do not|don't|never|avoid|omit|without|leave out|skip|drop|remove|no|not|nor)\b", Linear)]
    private static partial Regex Negated();

    [GeneratedRegex(Refusing + @"(cit(e|es|ed|ing|ations?)|references?|footnotes?|source numbers?|source list|sources)\b", Linear)]
    private static partial Regex NoCitations();

    [GeneratedRegex(Refusing + @"examples?\b", Linear)]
    private static partial Regex NoExamples();

    [GeneratedRegex(Refusing + @"(caveats?|limitations?|hedges?|hedging|qualifications?|disclaimers?|reservations?)\b", Linear)]
    private static partial Regex NoCaveats();

    [GeneratedRegex(@"\b(without (checking|verifying|testing|verification)|(do not|don't|never|no need to|skip) (verify|check|test|verification|the check|the checks)|(finish|stop|end) (as soon as|immediately|right away))\b", Linear)]
    private static partial Regex NoVerification();

    [GeneratedRegex(@"\b(without (asking|consent|confirmation|permission|approval)|(do not|don't|never|no need to) (ask|wait for|request|seek)\b.{0,40}\b(confirmation|consent|permission|approval|first|anyone|user))\b", Linear)]
    private static partial Regex NoConsent();

    [GeneratedRegex(@"\b(write|answer|respond|reply|work|document|report|text|everything|translate\s+\w+)\s+(\w+\s+){0,3}?(in|into)\s+(?<language>[a-z]+)\b", Linear)]
    private static partial Regex InLanguage();

    [GeneratedRegex(@"\b(alphabetical(ly)?|from a to z)\b", Linear)]
    private static partial Regex Alphabetical();

    [GeneratedRegex(@"\b(longest (section |item |one )?first|shortest (section |item |one )?first|by length)\b", Linear)]
    private static partial Regex ByLength();

    [GeneratedRegex(@"\b(most[- ]cited|best[- ]sourced|by (the )?number of (sources|citations))\b", Linear)]
    private static partial Regex ByCitations();
}
