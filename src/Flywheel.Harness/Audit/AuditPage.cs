using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Flywheel.Harness.Audit;

/// <summary>Lays an audit report out as HTML. Every value is escaped; nothing is loaded from elsewhere. Thread-safe.</summary>
internal static class AuditPage
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8881;--good:#1a7f37;--bad:#c0392b}
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        h1{margin-bottom:.2rem}h2{margin-top:2.2rem}
        table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
        code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
        pre{background:var(--soft);padding:.6rem;margin:.4rem 0}
        .ok{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
        details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}
        .muted{opacity:.7}
        """;

    public static string Write(JsonObject report)
    {
        var page = new StringBuilder();
        var title = $"Audit of the harness {Text(report["harness"])}";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>").Append(title)
            .Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<h1>").Append(title).Append("</h1>\n<p class=\"muted\">Made ").Append(Text(report["generated_at"])).Append("</p>\n");
        Verdict(page, report["audit"]!.AsObject());
        InEffect(page, report["audit"]!["in_effect"] as JsonObject);
        Table(page, "Deployments", report["deployments"]!.AsArray(), "seq", "timestamp", "actor", "event", "channel", "version", "from", "percent", "gate", "override", "reason");
        Versions(page, report["versions"]!.AsArray());
        History(page, report["history"]!.AsArray());
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Verdict(StringBuilder page, JsonObject audit)
    {
        var ok = audit["ok"]!.GetValue<bool>();
        page.Append("<p class=\"").Append(ok ? "ok" : "bad").Append("\">").Append(ok ? "The history is whole." : "The history can not be relied on.").Append("</p>\n");
        page.Append("<p>").Append(Text(audit["events"])).Append(" events, head <code>").Append(Text(audit["head"])).Append("</code></p>\n");
        if (audit["first_bad"] is JsonObject bad)
            page.Append("<p class=\"bad\">First bad event: ").Append(Text(bad["seq"])).Append(", line ").Append(Text(bad["line"])).Append(": ").Append(Text(bad["reason"])).Append("</p>\n");
        if (audit["signed_by"] is { } signed)
            page.Append("<p>Signed by <code>").Append(Text(signed)).Append("</code></p>\n");
        List(page, audit["findings"]!.AsArray(), "bad");
        List(page, audit["notes"]!.AsArray(), "muted");
    }

    private static void InEffect(StringBuilder page, JsonObject? held)
    {
        page.Append("<h2>In production</h2>\n");
        if (held is null)
        {
            page.Append("<p>Nothing.</p>\n");
            return;
        }

        page.Append("<p>Version ").Append(Text(held["version"])).Append(" since ").Append(Text(held["since"])).Append(", <code>").Append(Text(held["hash"])).Append("</code>, on ")
            .Append(held["gate"] is { } gate ? "the gate " + Text(gate) : "an override: " + Text(held["override"])).Append(".</p>\n<table><tr><th>rule</th><th>evidence</th></tr>\n");
        foreach (var rule in held["rules"]!.AsArray())
            page.Append("<tr><td><code>").Append(Text(rule)).Append("</code></td><td><code>").Append(Text(held["evidence"]![rule!.GetValue<string>()])).Append("</code></td></tr>\n");
        page.Append("</table>\n");
    }

    private static void Versions(StringBuilder page, JsonArray versions)
    {
        page.Append("<h2>Versions</h2>\n");
        foreach (var version in versions.Reverse().Select(version => version!.AsObject()))
        {
            page.Append("<details><summary><b>").Append(Text(version["version"])).Append("</b> ").Append(Text(version["manifest"]!["edit"])).Append(" <span class=\"muted\">")
                .Append(Text(version["actor"])).Append(", ").Append(Text(version["timestamp"])).Append("</span></summary>\n<p><code>").Append(Text(version["hash"])).Append("</code></p>\n");
            page.Append("<pre>").Append(Text(version["manifest"])).Append("</pre>\n");
            foreach (var change in version["changes"]!.AsArray().Select(change => change!.AsObject()))
            {
                page.Append("<p>").Append(Text(change["kind"])).Append(": ").Append(Text(change["summary"])).Append("</p>\n");
                if (change["words"] is { } words)
                    page.Append("<pre>").Append(Text(words)).Append("</pre>\n");
            }

            Table(page, null, version["reviews"]!.AsArray(), "reviewer", "verdict", "comment", "timestamp");
            Table(page, null, version["gates"]!.AsArray(), "gate_id", "decision", "suite", "effect", "low", "high", "decided_at");
            page.Append("</details>\n");
        }
    }

    private static void History(StringBuilder page, JsonArray lines)
    {
        page.Append("<h2>History</h2>\n<p class=\"muted\">Each line's hash is the SHA-256 of the previous hash's 64 digits followed by the line without its member hash.</p>\n<details><summary>")
            .Append(lines.Count).Append(" lines</summary>\n<pre>");
        foreach (var line in lines)
            page.Append(Text(line)).Append('\n');
        page.Append("</pre>\n</details>\n");
    }

    private static void Table(StringBuilder page, string? title, JsonArray rows, params IReadOnlyList<string> columns)
    {
        if (title is not null)
            page.Append("<h2>").Append(title).Append("</h2>\n");
        var filled = columns.Where(column => rows.Any(row => row![column] is not null)).ToList();
        if (filled.Count == 0)
            return;
        page.Append("<table><tr>").AppendJoin("", filled.Select(column => $"<th>{column.Replace('_', ' ')}</th>")).Append("</tr>\n");
        foreach (var row in rows)
            page.Append("<tr>").AppendJoin("", filled.Select(column => $"<td>{Text(row![column])}</td>")).Append("</tr>\n");
        page.Append("</table>\n");
    }

    private static void List(StringBuilder page, JsonArray items, string kind)
    {
        if (items.Count == 0)
            return;
        page.Append("<ul class=\"").Append(kind).Append("\">\n");
        foreach (var item in items)
            page.Append("<li>").Append(Text(item)).Append("</li>\n");
        page.Append("</ul>\n");
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => WebUtility.HtmlEncode(text),
        _ => WebUtility.HtmlEncode(node.ToJsonString(Readable)),
    };

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
