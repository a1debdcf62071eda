using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Xunit.Runner.InProc.SystemConsole;

// `shop SETTINGS`: a host of the tests' own that can be killed; see KillTests. Else the tests.
return args is ["shop", var settings] ? await ShopProgram.RunAsync(settings) : await ConsoleRunner.Run(args);
