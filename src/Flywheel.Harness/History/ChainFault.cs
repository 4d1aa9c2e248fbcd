namespace Flywheel.Harness.History;

/// <summary>The first place where a history is not what it was when it was written.</summary>
/// <param name="Seq">The event that is bad or missing, from 1.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record ChainFault(int Seq, int Line, string Reason);
