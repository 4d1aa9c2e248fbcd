using BenchmarkDotNet.Running;

// dotnet run --project benchmarks/Flywheel.Benchmarks -c Release -- --filter '*Append*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
