using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;
using LeakyCauldron.Host.Documents;
using LeakyCauldron.Host.Http;
using LeakyCauldron.Host.Http.Admin;
using LeakyCauldron.Host.Map;
using LeakyCauldron.Host.Observability;
using LeakyCauldron.Host.Operations;
using LeakyCauldron.Host.Routing;
using LeakyCauldron.Host.Split;
using LeakyCauldron.Host.Startup;

using var signals = new StopSignals();
return await StartFailures.GuardAsync(
    async stop =>
    {
        var builder = WebApplication.CreateBuilder(args);
        var verb = builder.AddSettings(args);
        if (verb == Verb.Split)
        {
            return await builder.RunSplitAsync(args, stop);
        }

        builder.AddLogs(verb);
        builder.AddKestrel();
        builder.AddNeighbours();
        await using var postgres = await builder.AddPostgresAsync(verb, stop);

        var model = builder.Services.AddModules(builder.Configuration, HostModules.All);
        builder.AddHttpApi();
        builder.AddHealth(model);
        builder.Services.AddRoutingLayer(builder.Configuration, model);
        builder.AddTelemetry();
        builder.Services.AddMap();
        builder.AddApiDocument();
        builder.AddStart();

        if (verb == Verb.Docs)
        {
            return await builder.WriteDocumentsAsync(model, args);
        }

        if (verb == Verb.Outbox)
        {
            return await builder.RunOutboxCommandAsync(args, stop);
        }

        await using var app = builder.Build();
        app.UseHttpApi();
        app.MapModules(model);
        app.MapRemoteModules(model);
        app.MapAdmin();
        app.MapHealth();
        app.MapTheMap();
        app.MapApiDocument(model);
        app.MapPictures();

        await app.PrepareAsync(model, builder.Services, stop);
        await ((IHost)app).RunAsync(stop);
        return Environment.ExitCode;
    },
    signals.Token
);
