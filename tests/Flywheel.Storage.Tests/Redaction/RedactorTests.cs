using Flywheel.Storage.Redaction;

namespace Flywheel.Storage.Tests.Redaction;

public class RedactorTests
{
    [Theory]
    [InlineData("private_key", "x -----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY----- y", "x [redacted:private_key] y")]
    [InlineData("private_key", "x -----BEGIN PRIVATE KEY-----\ncut off", "x [redacted:private_key]")]
    [InlineData("anthropic_key", "k=sk-ant-api03-AAAAAAAAAAAAAAAAAAAA!", "k=[redacted:anthropic_key]!")]
    [InlineData("openai_key", "sk-proj-AAAAAAAAAAAAAAAAAAAA", "[redacted:openai_key]")]
    [InlineData("aws_key", "AKIAIOSFODNN7EXAMPLE", "[redacted:aws_key]")]
    [InlineData("github_token", "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "[redacted:github_token]")]
    [InlineData("google_key", "AIzaAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "[redacted:google_key]")]
    [InlineData("slack_token", "xoxb-1234567890-abc", "[redacted:slack_token]")]
    [InlineData("stripe_key", "rk_live_aaaaaaaaaaaaaaaa", "[redacted:stripe_key]")]
    [InlineData("jwt", "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2Q", "[redacted:jwt]")]
    [InlineData("bearer_token", "Authorization: Bearer abcdefghijklmnop==", "Authorization: Bearer [redacted:bearer_token]")]
    [InlineData("basic_auth", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted:basic_auth]")]
    [InlineData("url_password", "amqp://me:pass@host", "amqp://me:[redacted:url_password]@host")]
    [InlineData("connection_string", "Host=db;Password=hunter2;", "Host=db;Password=[redacted:connection_string];")]
    [InlineData("assigned_secret", "API_KEY: abcdefghijklmnop1234", "API_KEY: [redacted:assigned_secret]")]
    public void Every_kind_of_secret_is_taken_out(string rule, string text, string expected)
    {
        var redacted = Redactor.Secrets.Redact(text);

        redacted.Text.ShouldBe(expected);
        redacted.Redactions.ShouldHaveSingleItem().Rule.ShouldBe(rule);
    }

    [Fact]
    public void A_long_secret_goes_whole()
    {
        var key = "-----BEGIN PRIVATE KEY-----\n" + string.Concat(Enumerable.Repeat("QUJD\n", 20_000)) + "-----END PRIVATE KEY-----";

        Redactor.Secrets.Redact("a " + key + " b").Text.ShouldBe("a [redacted:private_key] b");
    }
}
