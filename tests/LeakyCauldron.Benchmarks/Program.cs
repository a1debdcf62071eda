using LeakyCauldron.Benchmarks.Floors;
using LeakyCauldron.Benchmarks.Messaging;

// Floors and relays are processes of their own, started from here with a verb; else this is the benchmark itself.
return args switch
{
    ["floor", .. var rest] => await FloorServer.RunAsync(rest),
    ["local-server", .. var rest] => await LocalServer.RunAsync(rest),
    ["relay", var postgres, var kafka] => await RelayProgram.RunAsync(postgres, kafka),
    _ => await Bench.RunAsync(args),
};
