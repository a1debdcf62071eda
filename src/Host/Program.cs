using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;

var builder = WebApplication.CreateBuilder(args);
var model = builder.Services.AddModules(builder.Configuration, HostModules.All);
var app = builder.Build();
app.MapModules(model);
await app.RunAsync();
