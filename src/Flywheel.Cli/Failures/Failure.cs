using System.Net.Sockets;
using Flywheel.Agents.Configuration;
using Flywheel.Agents.Models;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Files;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Failures;

/// <summary>What an exception means to the user.</summary>
/// <param name="ExitCode">How the process ends.</param>
/// <param name="Message">What to tell; may have several lines.</param>
/// <param name="IsBug">Whether the product is at fault.</param>
internal sealed record Failure(int ExitCode, string Message, bool IsBug = false)
{
    /// <summary>Reads an exception.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        OperationCanceledException => new Failure(Failures.ExitCode.Interrupted, "Interrupted."),
        UserException or HarnessException or ConfigException or ModelSelectionException or UnknownSkillException or CorpusException => BadInput(exception),
        ModelException or RecordPendingException => Outside(exception.Message),
        IOException full when FileSystem.IsDiskFull(full) => Outside($"{full.Message.TrimEnd('.')}. The disk (or your quota) is full: free some space and start again."),
        IOException readOnly when FileSystem.IsReadOnly(readOnly) => Outside($"{readOnly.Message.TrimEnd('.')}. The file system can not be written: choose another workspace with --workspace."),
        IOException or UnauthorizedAccessException or SocketException or HttpRequestException or TimeoutException => Outside(exception.Message),
        _ => new Failure(Failures.ExitCode.Outside, $"This is a bug in flywheel: {exception.GetType().Name}: {exception.Message}", IsBug: true),
    };

    private static Failure BadInput(Exception exception) => new(Failures.ExitCode.BadInput, exception.Message);

    private static Failure Outside(string message) => new(Failures.ExitCode.Outside, message);
}
