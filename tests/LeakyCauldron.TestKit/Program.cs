using System.Runtime.InteropServices;
using LeakyCauldron.TestKit;

// `postgres FOLDER`: a private server for a whole test run. Prints its connection string, then serves until it is told to stop.
if (args is not ["postgres", var folder])
{
    await Console.Error.WriteLineAsync("usage: LeakyCauldron.TestKit postgres FOLDER");
    return 2;
}

var stop = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await using var server = await PostgresServer.StartPrivateAsync(folder);
await Console.Out.WriteLineAsync(server.ConnectionString);
await stop.Task;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
