using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Pipeline;

/// <summary>
/// Saves a command's module once, after its handler succeeded; a refusal saves nothing. Two writers of one aggregate: the second is run again on fresh data,
/// so that commuting changes both survive. The result of a call with an Idempotency-Key is written down in the same transaction. A handler that writes by SQL begins the
/// transaction on the context itself and leaves it open: it is committed or rolled back here.
/// </summary>
internal sealed class UnitOfWorkBehavior<TRequest, TResponse>(IServiceProvider services, ModuleModel model) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    private const int Attempts = 8;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!IsCommand || model.OwnerOf(request.GetType())?.DbContext is not { } contextType)
        {
            return await next();
        }

        var idempotent = IdempotencyScope.Current?.Take(request);
        if (idempotent?.StoredResult is { } stored)
        {
            return IdempotencyScope.Deserialize<TResponse>(stored);
        }

        var db = (DbContext)services.GetRequiredService(contextType);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await next();
                if (response is IOutcome { Error: not null })
                {
                    await UndoAsync(db);
                    return response;
                }

                await SaveAsync(db, idempotent, response, cancellationToken);
                return response;
            }
            catch (DbUpdateException e) when (attempt < Attempts && Retryable.IsLostRace(e))
            {
                // The handler's own save between two steps may have lost as well as ours: its steps are resumable, so it goes on from what is there.
                await UndoAsync(db);
            }
        }
    }

    private static bool IsCommand { get; } =
        Array.Exists(typeof(TRequest).GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));

    private static async Task SaveAsync(DbContext db, IdempotencyScope? idempotent, TResponse response, CancellationToken ct)
    {
        if (idempotent is null && db.Database.CurrentTransaction is null)
        {
            await db.SaveChangesAsync(ct);
            return;
        }

        await using var transaction = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(acceptAllChangesOnSuccess: true, ct);
        if (idempotent is not null)
        {
            await idempotent.StoreResultAsync(db, response, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task UndoAsync(DbContext db)
    {
        db.ChangeTracker.Clear();
        if (db.Database.CurrentTransaction is { } open)
        {
            await open.DisposeAsync();
        }
    }
}
