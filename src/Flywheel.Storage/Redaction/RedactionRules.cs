namespace Flywheel.Storage.Redaction;

/// <summary>The kinds of secrets that are never written to a log, a trace or a blob.</summary>
internal static class RedactionRules
{
    /// <summary>Always in force.</summary>
    public static IReadOnlyList<RedactionRule> Secrets { get; } =
    [
        new("private_key", ["PRIVATE KEY"], @"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----[\s\S]*?(-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----|\z)"),
        new("anthropic_key", ["sk-ant-"], @"\bsk-ant-[A-Za-z0-9_\-]{16,200}"),
        new("openai_key", ["sk-"], @"\bsk-[A-Za-z0-9_\-]{20,200}"),
        new("aws_key", ["AKIA", "ASIA"], @"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
        new("github_token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], @"\b(gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255})"),
        new("google_key", ["AIza"], @"\bAIza[0-9A-Za-z_\-]{35}"),
        new("slack_token", ["xox"], @"\bxox[abeoprs]-[A-Za-z0-9\-]{10,250}"),
        new("stripe_key", ["_live_", "_test_"], @"\b[rsp]k_(live|test)_[A-Za-z0-9]{16,250}"),
        new("jwt", ["eyJ"], @"\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}"),
        new("bearer_token", ["bearer"], @"(?i:\bbearer)[ \t]+(?<s>[A-Za-z0-9._~+/\-]{16,}=*)"),
        new("basic_auth", ["basic "], @"(?i:authorization)[""']?[ \t]*[:=][ \t]*[""']?(?i:basic)[ \t]+(?<s>[A-Za-z0-9+/]{8,1000}=*)"),
        new("url_password", ["://"], @"\b[A-Za-z][A-Za-z0-9+.\-]{1,20}://[^\s/:@""'<>]{0,200}:(?<s>[^\s/@""'<>]{1,400})@"),
        new("connection_string", ["password", "pwd", "accountkey", "sharedaccesskey"], @"(?i:\b(password|pwd|accountkey|sharedaccesskey))[ \t]{0,3}=[ \t]{0,3}(?<s>[^;\s""']{3,400})[ \t]{0,3}(;|$|\s|[""'])"),
        new(
            "assigned_secret",
            ["key", "secret", "token", "passw"],
            @"(?i:\b[a-z0-9_\-]{0,40}(api[_\-]?key|secret([_\-]?key)?|access[_\-]?token|auth[_\-]?token|private[_\-]?key|passwd|password))[""']?[ \t]{0,3}[:=][ \t]{0,3}[""']?(?<s>[A-Za-z0-9_\-./+]{16,400}=*)"),
    ];

    /// <summary>Addresses of people; in force when asked for.</summary>
    public static RedactionRule Email { get; } =
        new("email", ["@"], @"\b[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63}){1,8}\b");
}
