using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Privacy;

/// <summary>
/// What a module keeps about people. Each module that keeps anything answers for it here, and forgets it when Identity tells that a person is erased.
/// </summary>
public interface IPersonalData
{
    /// <summary>Rows of one kind in an export at most.</summary>
    const int MostRows = 10_000;

    /// <summary>All of it, as an object that is written as JSON.</summary>
    Task<object> ExportAsync(Guid userId, CancellationToken ct);
}

/// <summary>What modules share in telling and forgetting.</summary>
public static class PersonalData
{
    /// <summary>Makes the module answer for what it keeps.</summary>
    public static void AddPersonalData<TData>(this ModuleBuilder module)
        where TData : class, IPersonalData => module.Services.AddKeyedScoped<IPersonalData, TData>(module.Name);

    /// <summary>The stored answers of a person's calls go with the person.</summary>
    public static Task ForgetIdempotencyKeysAsync(this DbContext db, Guid userId, CancellationToken ct) =>
        db.Set<IdempotencyRecord>().Where(r => r.Scope == $"u:{userId}").ExecuteDeleteAsync(ct);
}
