namespace Flywheel.Harness.Loading;

/// <summary>Collects what is wrong in one file. Used by one thread.</summary>
internal sealed class SpecErrors
{
    private const int Most = 200;

    private readonly string _file;
    private readonly List<SpecError> _errors = [];

    public SpecErrors(string file) => _file = file;

    public bool Any => _errors.Count > 0;

    public void Add(YamlValue at, string key, string message) => Add(at.Line, at.Column, key, message);

    public void Add(int line, int column, string key, string message)
    {
        if (_errors.Count < Most)
            _errors.Add(new SpecError(_file, line, column, key, message));
    }

    /// <summary>Ends the reading of a file that has mistakes.</summary>
    /// <exception cref="HarnessException">Something was wrong.</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw new HarnessException([.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
    }
}
