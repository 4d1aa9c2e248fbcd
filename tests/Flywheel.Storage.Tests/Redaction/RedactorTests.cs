using System.Text;
using System.Text.RegularExpressions;
using Flywheel.Storage.Redaction;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Redaction;

public sealed class RedactorTests
{
    // Secret-shaped, and put together here, so that no scanner takes this file for a leak.
    private const string Body = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    private static readonly Regex Marked = new("«[^»]*»", RegexOptions.NonBacktracking);
    private static readonly Regex Marks = new(@"\[redacted:[a-z_]+\]", RegexOptions.NonBacktracking);

    private const string Pem = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

    public static TheoryData<string, string, string> Leaks => new()
    {
        { "anthropic_key", "export KEY=«sk-ant-api03-" + Body + "-_AA» # mine", "prefix" },
        { "openai_key", "the key is «sk-" + Body + "» .", "classic form" },
        { "openai_key", "«sk-proj-" + Body + "_" + Body + "»\n", "project key" },
        { "openai_key", "«sk-svcacct-abcDEF12" + Body + "»", "whole text" },
        { "openai_key", "{\"note\":\"use\\n«sk-or-v1-0123456789abcdef0123456789abcdef»\"}", "after an escaped line break" },
        { "openai_key", "密钥是«sk-" + Body + "»。", "between characters without spaces" },
        { "openai_key", "«sk-lf-1234abcd-12ab-34cd-56ef-1234567890ab»", "key with the shape of a UUID" },
        { "openai_key", "«sk-abcdefghijklmnopqrstuvwxyz»", "letters alone" },
        { "aws_key", "AWS: «AKIAIOSFODNN7EXAMPLE», «ASIAIOSFODNN7EXAMPLE»", "two, one comma apart" },
        { "aws_key", "«AKIAIOSFODNN7EXAMPLE»\n«AKIAIOSFODNN7EXAMPL2»", "one line break apart" },
        { "github_token", "git clone with «ghp_" + Body + "»", "classic" },
        { "github_token", "«github_pat_11ABCDEFG0_" + Body + "»", "fine-grained" },
        { "gitlab_token", "«glpat-" + Body[..20] + "»", "GitLab" },
        { "google_key", "key «AIza" + Body[..35] + "» rest", "Google" },
        { "google_token", "«ya29.a0" + Body + "»", "Google OAuth" },
        { "huggingface_token", "«hf_" + Body[..34] + "»", "Hugging Face" },
        { "npm_token", "//registry/:_authToken «npm_" + Body[..36] + "»", "npm" },
        { "slack_token", "«xoxb-123456789012-" + Body + "»", "Slack" },
        { "slack_token", "«xoxb-1234567890-abc»", "Slack, short" },
        { "stripe_key", "«sk_live_" + Body[..24] + "» and «rk_test_" + Body[..24] + "»", "Stripe" },
        { "sendgrid_key", "«SG." + Body[..22] + "." + Body + "»", "SendGrid" },
        { "provider_key", "«gsk_" + Body + "» «xai-" + Body + "»", "others" },
        { "jwt", "cookie=«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»;", "JSON web token" },
        { "jwt", "Authorization: Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»", "named by the earlier rule" },
        { "bearer_token", "Authorization: Bearer «mF_9.B5f-4.1JqM»", "header" },
        { "bearer_token", "{\"Authorization\": \"Bearer «" + Body + "»\"}", "JSON header" },
        { "bearer_token", "'authorization' => 'bearer «abcdefghijklmnopqrst»'", "any case" },
        { "bearer_token", "curl -H \\\"Authorization: Bearer «" + Body + "»\\\"", "escaped quotes" },
        { "bearer_token", "sent with bearer «" + Body + "==»", "prose" },
        { "basic_auth", "Authorization: Basic «dXNlcjpwYXNzd29yZA==»", "header" },
        { "url_password", "postgres://app:«s3cret!»@db.local:5432/app?x=1", "database" },
        { "url_password", "amqp://guest:«4pples»@localhost and redis://:«p4ss»@cache", "two, one without a user" },
        { "url_secret", "GET /v1?access_token=«" + Body + "»&x=1", "query" },
        { "url_secret", "https://a.blob.core.windows.net/c?sv=2022&sig=«" + Body + "%3D»", "signature" },
        { "connection_string", "Server=db;User Id=sa;Password=«Pa55 »;".Replace(" »", "»", StringComparison.Ordinal), "last pair" },
        { "connection_string", "Server=db;Pwd=«hunter2»;Database=x", "middle pair" },
        { "connection_string", "Password=«correct-horse»;Server=db", "first pair" },
        { "connection_string", "Server=a;Password=«Pa55»; Password=«correct-horse»;Server=b", "two in a row" },
        { "password", "password: \"password\": \"«correct-horse»\"", "behind its own name" },
        { "assigned_secret", "api_key= aws_secret_access_key = «" + Body + "»", "behind another name" },
        { "connection_string", "Host=h;Username=u;Password=«\"with; semicolon\"»", "quoted" },
        { "connection_string", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=«" + Body + Body + "==»;EndpointSuffix=x", "Azure storage" },
        { "connection_string", "Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=«" + Body + "=»", "Azure bus" },
        { "connection_string", "host=localhost user=app password=«tiger»", "libpq" },
        { "assigned_secret", "api_key = \"«" + Body + "»\"", "code" },
        { "assigned_secret", "{\"apiKey\":\"«" + Body + "»\"}", "JSON" },
        { "assigned_secret", "{\"args\":\"{\\\"client_secret\\\":\\\"«" + Body + "»\\\"}\"}", "JSON in JSON" },
        { "assigned_secret", "X-Api-Key: «" + Body + "»", "header" },
        { "assigned_secret", "aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»", "AWS" },
        { "assigned_secret", "secret: «" + Body + "»", "YAML" },
        { "assigned_secret", "token: «" + Body + "»", "a token alone" },
        { "assigned_secret", "refreshToken => «1234abcd-12ab-34cd-56ef-1234567890ab»", "UUID as a token" },
        { "assigned_secret", "DB_TOKEN=«tok-4711-abc-0815-x» ./run", "environment" },
        { "password", "MY_SERVICE_PASSWORD=«hunter2hunter2»\nPORT=1", "environment file" },
        { "password", "\"password\": \"«correct-horse-battery»\"", "JSON" },
        { "password", "passwd='«hunter2»'", "code" },
        { "password", "db:\n  password: «hunter2hunter2»\n  passphrase: «hunter3hunter3»\n", "YAML, two lines" },
        { "password", "the login was root, password=«hunter2» and", "within a line" },
        { "password", "Password: «tr0ub4dor» was found.", "in a sentence" },
        { "password", "  smtp.password: «s3cr3t!x»\r\n", "Windows line ends" },
        { "private_key", "see «-----BEGIN RSA PRIVATE KEY-----\n" + Pem + "\n" + Pem + "\nabcd==\n-----END RSA PRIVATE KEY-----» end", "PEM" },
        { "private_key", "\"«-----BEGIN PRIVATE KEY-----\\n" + Pem + "\\n" + Pem + "\\n-----END PRIVATE KEY-----»\\n\"", "PEM in JSON" },
        { "private_key", "«-----BEGIN PRIVATE KEY-----\n" + Pem + "\n" + Pem + "»", "cut short" },
        { "private_key", "«-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n" + Pem + "\n-----END RSA PRIVATE KEY-----»", "with headers" },
        { "private_key", "x «-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----» y", "short" },
        { "private_key", "a «-----BEGIN PRIVATE KEY-----\n" + string.Concat(Enumerable.Repeat("QUJD\n", 20_000)) + "-----END PRIVATE KEY-----» b", "very long" },
        { "private_key", "«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n" + Pem + "\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----»", "PGP" },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void A_secret_is_taken_out_and_nothing_else(string rule, string marked, string what)
    {
        var (text, secrets) = Unmark(marked);

        var redacted = Redactor.Secrets.Redact(text);

        redacted.Redactions.ShouldAllBe(found => found.Rule == rule, what);
        redacted.Redactions.Select(found => Slice(text, found)).ShouldBe(secrets, what);
        redacted.Text.ShouldBe(Marked.Replace(marked, $"[redacted:{rule}]"), what);
        secrets.ShouldAllBe(secret => !redacted.Text.Contains(secret));
    }

    [Theory]
    [InlineData("risk-averse-investors-and-their-2024-portfolios")]
    [InlineData("a task-specific-evaluation-of-long-context-models")]
    [InlineData("import sk-learn-compatible-estimators")]
    [InlineData("disk-encryption-at-rest-aes256")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("commit 57b23f0e3d0c2d1c5d8e3a0b9f7c6d5e4f3a2b1c")]
    [InlineData("md5 d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("run 20260301T101500_0a1b2c3d, blob 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("id: 550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("\"run_id\": \"550e8400-e29b-41d4-a716-446655440000\", \"harness_hash\": \"e3b0c44298fc1c149afbf4c8996fb924\"")]
    [InlineData("cache_key: 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("private_key_id: 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("next_page_token=abc123def456ghi789jkl012")]
    [InlineData("token: string")]
    [InlineData("interface Login { user: string; password: string; token: string }")]
    [InlineData("def login(password: str, token: Optional[str] = None) -> CancellationToken:")]
    [InlineData("Task Run(CancellationToken token = default, string accessToken = null)")]
    [InlineData("accessToken: MyVeryLongAccessTokenProviderFactory")]
    [InlineData("password: SecretStr")]
    [InlineData("{\"password\": \"string\", \"pwd\": \"/home/user/project\", \"token\": \"none\"}")]
    [InlineData("{\"password\": {\"type\": \"string\"}}")]
    [InlineData("password = getpass.getpass()")]
    [InlineData("var user = Ask(); password = ReadPassword();")]
    [InlineData("pwd = os.getcwd(); x = 1")]
    [InlineData("password=\"********\" api_key=<your-api-key> password: {{ vault_password }}")]
    [InlineData("api_key = os.environ[\"OPENAI_API_KEY\"]")]
    [InlineData("apiKey: process.env.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY=$KEY PASSWORD=${PASSWORD} DB_TOKEN=<token>")]
    [InlineData("MAX_TOKEN=1000000")]
    [InlineData("ACTION=apply RECOVERY_TOKEN=RECOVER-7311")]
    [InlineData("the decoy holds API_KEY=changeme, the real file API_KEY=correct_value")]
    [InlineData("self._password = handler.password\npassword = self.distribution.password\nself.key_password = key_password")]
    [InlineData("connect(host=host user=user, password=password, port=5432)")]
    [InlineData("Password: eight characters or more. A password: never in the context; passwords=plain.")]
    [InlineData("SSH_PRIVATE_KEY=/home/me/.ssh/id_ed25519")]
    [InlineData("max_tokens: 8192, prompt_tokens=123456789012345678")]
    [InlineData("secret: projects/123456789012/secrets/db-password/versions/3")]
    [InlineData("The bearer responsibilities of the office; Bearer authentication-scheme.")]
    [InlineData("Authorization: Bearer YOUR_TOKEN, or Authorization: Bearer <token>, or Authorization: Bearer $TOKEN")]
    [InlineData("Authorization: Basic realm")]
    [InlineData("https://example.com:8080/path@v2 and http://[::1]:80/a@b")]
    [InlineData("https://user@example.com/ ssh://git@github.com:22/x")]
    [InlineData("https://user:<password>@host/ and https://user:${PASSWORD}@host/")]
    [InlineData("A key file starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.")]
    [InlineData("A block from\n-----BEGIN PRIVATE KEY-----\nto the end: it is a key, whoever has it.")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END CERTIFICATE-----")]
    [InlineData("eyJ is how a JSON object starts in base64: eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData("version 1.2.3-sk-4, xoxo-kisses-and-hugs-for-you")]
    [InlineData("the AKIA prefix, and AKIAIOSFODNN")]
    [InlineData("hf_hub_download(repo_id, filename)")]
    [InlineData("https://example.org/search?key=agents-and-their-context&page=2")]
    [InlineData("ada@example.org wrote")]
    [InlineData("Keys, tokens, secrets and passwords: keep each secret out of the context.")]
    public void What_only_looks_like_a_secret_stays(string text)
    {
        var redacted = Redactor.Secrets.Redact(text);
        redacted.Text.ShouldBe(text);
        redacted.Redactions.ShouldBeEmpty();
    }

    [Fact]
    public void Addresses_are_taken_out_when_asked_for()
    {
        const string Text = "Ask ada.l+x@example.co.uk, not pkg@1.2.3 or user@localhost.";
        Redactor.Secrets.Redact(Text).Text.ShouldBe(Text);
        Redactor.SecretsAndEmail.Redact(Text).Text.ShouldBe("Ask [redacted:email], not pkg@1.2.3 or user@localhost.");
    }

    [Fact]
    public void Offsets_are_in_bytes_of_the_raw_text()
    {
        var text = "é€😀 sk-" + Body + " ß https://u:pä55wörd@h/";
        var redacted = Redactor.Secrets.Redact(text);
        redacted.Redactions.ShouldBe([new RedactedSpan("openai_key", 10, 43), new RedactedSpan("url_password", 67, 10)]);
        redacted.Redactions.Select(found => Slice(text, found)).ShouldBe(["sk-" + Body, "pä55wörd"]);
        redacted.Text.ShouldBe("é€😀 [redacted:openai_key] ß https://u:[redacted:url_password]@h/");
    }

    [Fact]
    public void Several_secrets_in_one_text_come_in_order()
    {
        var redacted = Redactor.Secrets.Redact($"ghp_{Body} then sk-{Body} then password='hunter2' then ghp_{Body}");
        redacted.Redactions.Select(static found => found.Rule).ShouldBe(["github_token", "openai_key", "password", "github_token"]);
        redacted.Redactions.Select(static found => found.Offset).ShouldBeInOrder();
        redacted.Text.ShouldBe("[redacted:github_token] then [redacted:openai_key] then password='[redacted:password]' then [redacted:github_token]");
    }

    [Fact]
    public void Finds_that_overlap_become_one_that_covers_both()
    {
        // The value goes on behind the key that is found in it.
        var redacted = Redactor.Secrets.Redact($"\"password\": \"sk-{Body}!and-more\"");
        redacted.Text.ShouldBe("\"password\": \"[redacted:openai_key]\"");
        redacted.Redactions.ShouldBe([new RedactedSpan("openai_key", 13, 52)]);
    }

    [Fact]
    public void A_text_without_secrets_is_returned_itself()
    {
        const string Text = "plain";
        Redactor.Secrets.Redact(Text).Text.ShouldBeSameAs(Text);
        Redactor.Secrets.Redact("").Text.ShouldBe("");
    }

    [Fact]
    public void Redacting_a_redacted_text_changes_nothing_and_what_surrounds_a_secret_stays()
    {
        var pieces = Gen.OneOf(
            Gen.Elements(Leaks.Select(static row => Unmark(row.Data.Item2).Text).ToArray()),
            Gen.Elements(" ", "\n", "; ", ", ", "\"", "é", "text ", "=", "password: ", "api_key=", "://u:", "@", ";x=", "Bearer ", "-----END PRIVATE KEY-----"));
        Prop.ForAll(pieces.ArrayOf().ToArbitrary(), parts =>
        {
            var text = string.Join(' ', parts);
            var once = Redactor.SecretsAndEmail.Redact(text);
            var twice = Redactor.SecretsAndEmail.Redact(once.Text);
            return (twice.Redactions.Count == 0).Label($"again: {string.Join(", ", twice.Redactions.Select(found => $"{found.Rule} {Slice(once.Text, found)}"))}")
                .And((Restored(once, text) == text).Label($"once: {once.Text}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Ten_megabytes_of_secrets_and_of_near_misses_are_redacted_in_linear_time()
    {
        // A rule of quadratic time would need hours for these; the test ends because none is.
        var nearMisses = new[]
        {
            "sk-", "sk-ant-", "a://b:", "eyJ", "eyJaaaaaaaaaaaa.", "password=", "password = x;", "-----BEGIN PRIVATE KEY-----", "host=x user=y ",
            "Authorization: Bearer ", "api_key: ", "a@", "A", "AKIA",
        };
        foreach (var miss in nearMisses)
        {
            var text = Repeat(miss, 1_000_000) + " sk-" + Body;
            Redactor.SecretsAndEmail.Redact(text).Text.Contains(Body, StringComparison.Ordinal).ShouldBeFalse(miss);
        }

        var secret = $"key sk-{Body} and {string.Join(' ', nearMisses)}\n";
        var many = Redactor.Secrets.Redact(Repeat(secret, 10_000_000));
        var keys = many.Redactions.Where(static found => found.Rule == "openai_key").ToList();
        keys.Count.ShouldBe(10_000_000 / secret.Length);
        keys[^1].Offset.ShouldBe((secret.Length * (keys.Count - 1)) + 4);
    }

    private static string Repeat(string text, int length) => new StringBuilder(length).Insert(0, text, length / text.Length).ToString();

    private static (string Text, List<string> Secrets) Unmark(string marked)
    {
        var secrets = Marked.Matches(marked).Select(static match => match.Value[1..^1]).ToList();
        return (marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal), secrets);
    }

    private static string Slice(string text, RedactedSpan span) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(span.Offset, span.Length));

    /// <summary>Puts what the spans name back where the marks are.</summary>
    private static string Restored(RedactedText redacted, string raw)
    {
        var parts = Marks.Split(redacted.Text);
        parts.Length.ShouldBe(redacted.Redactions.Count + 1);
        var text = new StringBuilder(parts[0]);
        for (var i = 0; i < redacted.Redactions.Count; i++)
            text.Append(Slice(raw, redacted.Redactions[i])).Append(parts[i + 1]);
        return text.ToString();
    }
}
