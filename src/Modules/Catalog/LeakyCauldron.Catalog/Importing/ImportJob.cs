namespace LeakyCauldron.Catalog.Importing;

/// <summary>Another process has taken over this import; nothing of this run may be committed.</summary>
internal sealed class ImportLeaseLostException() : Exception("Another process has taken over this import.");

/// <summary>One import from claim to end. The claim is a lease: when its process dies, another goes on after the last batch that was committed.</summary>
internal sealed partial class ImportJob(CatalogDbContext db, ImportRun run, Spool spool, TimeProvider clock, ILogger<ImportJob> logger)
{
    private const int MostErrors = 1000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly Guid Owner = Guid.CreateVersion7();

    /// <summary>False if there is nothing to do here.</summary>
    public async Task<bool> RunNextAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } import)
        {
            return false;
        }

        var started = clock.GetTimestamp();
        try
        {
            await RunAsync(import, ct);
            await FinishAsync(import, ImportStatus.Completed, null, ct);
        }
        catch (CsvUnreadableException e)
        {
            await AddErrorsAsync(import.Id, [new(e.Line, null, e.Code, e.Message)], ct);
            await FinishAsync(import, ImportStatus.Failed, e.Code, ct);
        }
        catch (Exception e)
            when (e
                    is not (
                        OperationCanceledException
                        or NpgsqlException
                        or TimeoutException
                        or DbUpdateException
                        or IOException
                        or ImportLeaseLostException
                    )
            )
        {
            Broken(logger, e, import.Id);
            await AddErrorsAsync(import.Id, [new(0, null, "internal_error", "The import broke off.")], ct);
            await FinishAsync(import, ImportStatus.Failed, "internal_error", ct);
        }

        Done(logger, import.Id, clock.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    private async Task<Import?> ClaimAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var waiting = await db
            .Imports.AsNoTracking()
            .Where(i =>
                i.Status == ImportStatus.Running && i.SpoolFile != null && (i.LeaseUntil == null || i.LeaseUntil < now || i.LeaseOwner == Owner)
            )
            .OrderBy(i => i.CreatedAt)
            .ToListAsync(ct);
        foreach (var import in waiting.Where(i => spool.Has(i.SpoolFile!)))
        {
            var claimed = await db
                .Imports.Where(i =>
                    i.Id == import.Id && i.Status == ImportStatus.Running && (i.LeaseUntil == import.LeaseUntil || i.LeaseOwner == Owner)
                )
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.LeaseOwner, Owner).SetProperty(i => i.LeaseUntil, now + Lease), ct);
            if (claimed == 1)
            {
                return import;
            }
        }

        return null;
    }

    private async Task RunAsync(Import import, CancellationToken ct)
    {
        var currency = Currencies.Find(import.Currency)!;
        if (import.Processed == 0)
        {
            var total = await CountAsync(import, ct);
            await db.Imports.Where(i => i.Id == import.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Total, total), ct);
        }

        await using var file = spool.Open(import.SpoolFile!);
        var groups = await ProductGroups.OpenAsync(file, spool.Limits, import.Currency, ct);
        if (groups.IsError)
        {
            throw new CsvUnreadableException(groups.Error.Code, 1, groups.Error.Message);
        }

        await run.RunAsync(
            groups.Value,
            import.Processed,
            currency,
            import.Actor,
            (counts, errors, token) => RecordAsync(import, counts, errors, token),
            ct
        );
    }

    /// <summary>Reads the file once without touching anything: a file that cannot be read to its end is refused before its first product is applied.</summary>
    private async Task<int> CountAsync(Import import, CancellationToken ct)
    {
        await using var file = spool.Open(import.SpoolFile!);
        var groups = await ProductGroups.OpenAsync(file, spool.Limits, import.Currency, ct);
        var total = 0;
        while (!groups.IsError && await groups.Value.ReadAsync(ct) is not null)
        {
            total++;
        }

        return total;
    }

    private async Task RecordAsync(Import import, BatchCounts counts, IReadOnlyList<RowError> errors, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + Lease;
        var owned = await db
            .Imports.Where(i => i.Id == import.Id && i.LeaseOwner == Owner)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(i => i.Processed, i => i.Processed + counts.Processed)
                        .SetProperty(i => i.Created, i => i.Created + counts.Created)
                        .SetProperty(i => i.Updated, i => i.Updated + counts.Updated)
                        .SetProperty(i => i.Unchanged, i => i.Unchanged + counts.Unchanged)
                        .SetProperty(i => i.Failed, i => i.Failed + counts.Failed)
                        .SetProperty(i => i.LeaseUntil, until),
                ct
            );
        if (owned == 0)
        {
            throw new ImportLeaseLostException();
        }

        await AddErrorsAsync(import.Id, errors, ct);
    }

    private async Task AddErrorsAsync(Guid importId, IReadOnlyList<RowError> errors, CancellationToken ct)
    {
        if (errors.Count == 0)
        {
            return;
        }

        db.ChangeTracker.Clear();
        var number = await db.ImportErrors.CountAsync(e => e.ImportId == importId, ct);
        db.ImportErrors.AddRange(
            errors.Take(MostErrors - number).Select((e, i) => new ImportError(importId, number + i + 1, e.Line, e.Field, e.Code, e.Message))
        );
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task FinishAsync(Import import, ImportStatus status, string? code, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var now = clock.GetUtcNow();
        await db
            .Imports.Where(i => i.Id == import.Id && i.LeaseOwner == Owner)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(i => i.Status, status)
                        .SetProperty(i => i.ErrorCode, code)
                        .SetProperty(i => i.FinishedAt, now)
                        .SetProperty(i => i.SpoolFile, (string?)null)
                        .SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null),
                ct
            );
        spool.Delete(import.SpoolFile!);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} broke off")]
    private static partial void Broken(ILogger logger, Exception e, Guid importId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} ended after {Milliseconds} ms")]
    private static partial void Done(ILogger logger, Guid importId, double milliseconds);
}
