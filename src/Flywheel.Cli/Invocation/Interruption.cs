using System.Runtime.InteropServices;

namespace Flywheel.Cli.Invocation;

/// <summary>
/// Ctrl-C and its like: the first asks the command to end, so that a run is recorded as cancelled; the second ends the process at once, and the next
/// start recovers what it leaves. Thread-safe.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private Interruption()
    {
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins to listen.</summary>
    public static Interruption Listen()
    {
        var interruption = new Interruption();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, interruption.Handle));
        return interruption;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\u001b[?25h"); // a live display may have hidden the cursor
            return; // the second one does what it does to any process
        }

        signal.Cancel = true;
        _source.Cancel();
    }
}
