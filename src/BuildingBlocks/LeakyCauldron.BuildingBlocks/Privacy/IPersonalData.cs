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

    /// <summary>
    /// Other people's stored answers that show one of these things keep nothing of it but its id. They are not deleted: who repeats the call would have its effect twice.
    /// </summary>
    public static async Task ForgetAnswersAboutAsync(this DbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var table = db.Model.FindEntityType(typeof(IdempotencyRecord))!;
        // Names of our own model, nothing that came from outside.
        var sql = $$"""
            UPDATE {{table.GetSchema()}}.{{table.GetTableName()}} k
            SET result = NULL, response_body = convert_to(jsonb_build_object('id', a.id)::text, 'UTF8')
            FROM unnest({0}) AS a (id)
            WHERE k.response_status IS NOT NULL AND position(convert_to(a.id::text, 'UTF8') IN k.response_body) > 0
            """;
        await db.Database.ExecuteSqlRawAsync(sql, [ids.ToArray()], ct);
    }
}
