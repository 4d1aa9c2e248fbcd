using System.Text;
using Flywheel.Cli.Commands;
using Flywheel.Cli.Invocation;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interruption = Interruption.Listen();
return await CommandTree.RunAsync(Host.OfProcess(), AllCommands.For, args, interruption.Token);
