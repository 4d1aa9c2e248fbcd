namespace Flywheel.Storage.Redaction;

/// <summary>The kinds of secrets that are never written to a log, a trace or a blob. Where two find the same text, the earlier one names it.</summary>
internal static class RedactionRules
{
    // A key starts after anything but a letter, digit or underscore (of ASCII: Chinese text has no spaces), or after an escaped line break.
    private const string Start = @"(^|[^A-Za-z0-9_]|\\[nrt])";

    // Between a name and its value in JSON (plain or escaped into a string), YAML, code, headers and environment files.
    private const string Assigned = @"\\?[""']?[ \t]*(=>|:=|[:=])[ \t]*";

    private const string Quote = @"\\?[""']";

    // PEM lines end in white space, or in an escaped line break inside JSON.
    private const string Break = @"(\s|\\[nrt])*";

    private const string BeginKey = @"-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----";
    private const string EndKey = @"-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----";
    private const string KeyHeaders = $@"([A-Za-z\-]+: [^\r\n\\]*{Break})*";

    // From a line that says BEGIN to one that says END. (No \z here: the non-backtracking engine loses captures that end at it.)
    private const string WholeBlock = $@"[ \t]*(\r|\n|\\[nr]){Break}{KeyHeaders}([A-Za-z0-9+/=\s]|\\[nrt])+{EndKey}";

    // Or, where a key was cut short: lines of base64, the last perhaps short. Prose that speaks of such a block has no such lines.
    private const string LongLines = $@"{Break}{KeyHeaders}[A-Za-z0-9+/=]{{16,}}({Break}[A-Za-z0-9+/=]{{16,}})*({Break}[A-Za-z0-9+/=]{{1,15}})*({Break}{EndKey})?";

    /// <summary>Always in force.</summary>
    public static IReadOnlyList<RedactionRule> Secrets { get; } =
    [
        new("private_key", ["PRIVATE KEY"], $@"(?<s>{BeginKey}({WholeBlock}|{LongLines}))"),
        new("anthropic_key", ["sk-ant-"], $@"{Start}(?<s>sk-ant-[A-Za-z0-9_\-]{{16,}})", SecretShape.IsKeyBody),
        new("openai_key", ["sk-"], $@"{Start}(?<s>sk-[A-Za-z0-9_\-]{{20,}})", SecretShape.IsKeyBody),
        new("aws_key", ["AKIA", "ASIA"], $@"{Start}(?<s>(AKIA|ASIA)[0-9A-Z]{{16}})", SecretShape.IsRandom),
        new("github_token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], $@"{Start}(?<s>gh[pousr]_[A-Za-z0-9]{{30,}}|github_pat_[A-Za-z0-9_]{{30,}})"),
        new("gitlab_token", ["glpat-"], $@"{Start}(?<s>glpat-[A-Za-z0-9_\-]{{20,}})"),
        new("google_key", ["AIza"], $@"{Start}(?<s>AIza[0-9A-Za-z_\-]{{35}})"),
        new("google_token", ["ya29."], $@"{Start}(?<s>ya29\.[0-9A-Za-z_\-]{{20,}})"),
        new("huggingface_token", ["hf_"], $@"{Start}(?<s>hf_[A-Za-z0-9]{{30,}})"),
        new("npm_token", ["npm_"], $@"{Start}(?<s>npm_[A-Za-z0-9]{{36}})"),
        new("slack_token", ["xox"], $@"{Start}(?<s>xox[abeoprs]-[A-Za-z0-9\-]{{10,}})", SecretShape.HasDigit),
        new("stripe_key", ["_live_", "_test_"], $@"{Start}(?<s>[rsp]k_(live|test)_[A-Za-z0-9]{{16,}})"),
        new("sendgrid_key", ["SG."], $@"{Start}(?<s>SG\.[A-Za-z0-9_\-]{{16,}}\.[A-Za-z0-9_\-]{{16,}})"),
        new("provider_key", ["gsk_", "xai-", "pplx-", "r8_"], $@"{Start}(?<s>(gsk_|xai-|pplx-|r8_)[A-Za-z0-9]{{30,}})"),
        new("jwt", ["eyJ"], $@"{Start}(?<s>eyJ[A-Za-z0-9_\-]{{10,}}\.[A-Za-z0-9_\-]{{10,}}\.[A-Za-z0-9_\-]{{10,}})"),
        new("bearer_token", ["authorization"], $@"(?i:authorization){Assigned}({Quote})?(?i:bearer|token)[ \t]+(?<s>[^\s""'\\,;]{{8,}})", SecretShape.IsCredential),
        new("bearer_token", ["bearer"], $@"{Start}(?i:bearer)[ \t]+(?<s>[A-Za-z0-9._~+/\-]{{16,}}=*)", SecretShape.IsKeyBody),
        new("basic_auth", ["authorization"], $@"(?i:authorization){Assigned}({Quote})?(?i:basic)[ \t]+(?<s>[A-Za-z0-9+/]{{8,}}=*)"),
        new("url_password", ["://"], @"[A-Za-z][A-Za-z0-9+.\-]*://[^\s/:@""'<>]*:(?<s>[^\s/@""'<>]+)@", SecretShape.IsPassword),
        new(
            "url_secret",
            ["key=", "token=", "secret=", "sig=", "signature="],
            @"[?&](?i:key|api[_\-]?key|(access|auth|id|refresh)?[_\-]?token|(client)?[_\-]?secret|sig|signature|x-amz-signature)=(?<s>[A-Za-z0-9%._~+/\-]{16,}=*)",
            SecretShape.IsRandom),
        new(
            "connection_string", // …;Password=…
            ["password", "pwd", "accountkey", "sharedaccesskey"],
            @";[ \t]*(?i:password|pwd|accountkey|sharedaccesskey)[ \t]*=[ \t]*(?<s>""[^""\r\n]+""|'[^'\r\n]+'|[^;\s""'\\]+)",
            SecretShape.IsPassword),
        new(
            "connection_string", // Password=…;Database=…
            ["password", "pwd", "accountkey", "sharedaccesskey"],
            $@"{Start}(?i:password|pwd|accountkey|sharedaccesskey)[ \t]*=[ \t]*(?<s>""[^""\r\n]+""|'[^'\r\n]+'|[^;\s""'\\]+);[ \t]*[A-Za-z][A-Za-z ]*=",
            SecretShape.IsPassword),
        new(
            "connection_string", // host=… user=… password=…
            ["password="],
            $@"{Start}(?i:host|hostaddr|server|port|user|dbname)=[^\s""']+([ \t]+[a-z_]+=[^\s""']+)*[ \t]+password=(?<s>'[^'\r\n]+'|[^\s""'\\,;)]+)",
            SecretShape.IsPassword),
        new(
            "assigned_secret", // api_key = "…", client_secret: …, X-Api-Key: …
            ["key", "secret", "token", "credential"],
            $@"(?i:(api|access|secret|private|auth|account|encryption|signing|shared|master|subscription)[_\-. ]?key|(access|auth|refresh|session|bot|api|id|personal|security|oauth|deploy)[_\-. ]?token|secret|credential|(^|[^a-z_\-])token){Assigned}({Quote})?(?<s>[A-Za-z0-9_\-./+]{{16,}}=*)",
            SecretShape.IsRandom),
        new(
            "assigned_secret", // DB_TOKEN=… in an environment file or a shell
            ["SECRET=", "TOKEN=", "KEY="],
            $@"{Start}[A-Z0-9_]*(SECRET|TOKEN|API_KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY)=(?<s>[^\s""'`\\]{{8,}})",
            SecretShape.IsVariable),
        new(
            "password", // DB_PASSWORD=…
            ["PASSWORD=", "PASSWD=", "PASSPHRASE="],
            $@"{Start}[A-Z0-9_]*(PASSWORD|PASSWD|PASSPHRASE)=(?<s>[^\s""'`\\]{{6,}})",
            SecretShape.IsBarePassword),
        new(
            "password", // "password": "…"
            ["passw", "passphrase", "pwd"],
            $@"(?i:password|passwd|passphrase|pwd){Assigned}{Quote}(?<s>[^\s""'\\]{{4,}}){Quote}",
            SecretShape.IsPassword),
        new(
            "password", // password: … alone on a line
            ["passw", "passphrase"],
            @"(?m:^)[ \t]*(-[ \t]+)?(?i:[a-z0-9_\-.]*(password|passwd|passphrase))[ \t]*[:=][ \t]*(?<s>[^\s""'#,;{}\[\]()]{6,})[ \t]*\r?(?m:$)",
            SecretShape.IsBarePassword),
        new(
            "password", // … password=… or password: … within a line
            ["passw", "passphrase", "pwd="],
            $@"{Start}(?i:[a-z0-9_\-.]*(password|passwd|passphrase)[ \t]*[:=]|pwd=)[ \t]*(?<s>[^\s""'\\#,;{{}}\[\]()&<>]{{6,}})",
            SecretShape.IsMixedPassword),
    ];

    /// <summary>Addresses of people; in force when asked for.</summary>
    public static RedactionRule Email { get; } =
        new("email", ["@"], @"(^|[^A-Za-z0-9._%+\-])(?<s>[A-Za-z0-9._%+\-]+@([A-Za-z0-9\-]+\.)+[A-Za-z]{2,})");
}
