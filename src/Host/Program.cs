using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;
using LeakyCauldron.Host.Documents;
using LeakyCauldron.Host.Http;
using LeakyCauldron.Host.Observability;
using LeakyCauldron.Host.Startup;

return await StartFailures.GuardAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    var verb = builder.AddSettings(args);
    builder.AddLogs(verb);
    builder.AddKestrel();
    await using var postgres = await builder.AddPostgresAsync(verb);

    var model = builder.Services.AddModules(builder.Configuration, HostModules.All);
    builder.AddHttpApi();
    builder.AddHealth(model);
    builder.AddTelemetry();
    builder.AddApiDocument();
    builder.AddStart();

    if (verb == Verb.Docs)
    {
        return await builder.WriteDocumentsAsync(model, args);
    }

    await using var app = builder.Build();
    app.UseHttpApi();
    app.MapModules(model);
    app.MapHealth();
    app.MapApiDocument();
    app.MapPictures();

    await app.PrepareAsync(model, builder.Services);
    await app.RunAsync();
    return Environment.ExitCode;
});
