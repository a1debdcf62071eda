using System.Threading.Channels;
using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>Takes a file through, batch by batch; the next batch is read while one is written.</summary>
internal sealed partial class ImportRun(
    CatalogDbContext db,
    IOutboxWriter outbox,
    ProductAnnouncer announcer,
    TimeProvider clock,
    ILogger<ImportRun> logger
)
{
    private const int BatchProducts = 1000;
    private const int BatchBytes = 8 * 1024 * 1024;
    private const int Attempts = 4;

    /// <summary>Records a batch's counts and errors in the batch's own transaction.</summary>
    public delegate Task Record(BatchCounts counts, IReadOnlyList<RowError> errors, CancellationToken ct);

    /// <summary>Applies all products after the first <paramref name="skip"/>.</summary>
    /// <exception cref="CsvUnreadableException">The file cannot be read on; what came before is applied.</exception>
    public async Task RunAsync(ProductGroups groups, int skip, Currency currency, Guid? actor, Record record, CancellationToken ct)
    {
        var metafields = groups.Columns.Metafields.Select(m => (m.Name, m.Namespace, m.Key)).ToArray();
        var attributes = await new AttributeNames(db).EnsureAsync(metafields, ct);
        var shelf = new CategoryShelf(db);
        await shelf.LoadAsync(ct);
        var batch = new ImportBatch(db, outbox, announcer, shelf, attributes, groups.Columns, currency, actor, clock);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var batches = Channel.CreateBounded<List<ProductGroup>>(1);
        var reading = ReadAsync(groups, skip, batches.Writer, stop.Token);
        try
        {
            await foreach (var some in batches.Reader.ReadAllAsync(ct))
            {
                await ApplyAsync(batch, some, record, ct);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAsync(ProductGroups groups, int skip, ChannelWriter<List<ProductGroup>> batches, CancellationToken ct)
    {
        try
        {
            var open = new List<ProductGroup>(BatchProducts);
            var size = 0;
            while (await groups.ReadAsync(ct) is { } group)
            {
                if (skip > 0)
                {
                    skip--;
                    continue;
                }

                open.Add(group);
                size += group.Size;
                if (open.Count == BatchProducts || size > BatchBytes)
                {
                    await batches.WriteAsync(open, ct);
                    (open, size) = (new List<ProductGroup>(BatchProducts), 0);
                }
            }

            if (open.Count > 0)
            {
                await batches.WriteAsync(open, ct);
            }

            batches.Complete();
        }
        catch (Exception e) when (e is CsvUnreadableException or IOException or OperationCanceledException)
        {
            batches.Complete(e is OperationCanceledException ? null : e);
        }
    }

    /// <summary>A lost race is run again; a batch that the database refuses is halved, until the product to blame stands alone.</summary>
    private async Task ApplyAsync(ImportBatch batch, IReadOnlyList<ProductGroup> groups, Record record, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var errors = groups.SelectMany(g => g.Errors);
                await batch.ApplyAsync(groups, (counts, token) => record(counts, [.. errors.OrderBy(e => e.Line)], token), ct);
                return;
            }
            catch (Exception e) when (Refusal(e) is { } refusal)
            {
                if (attempt < Attempts && IsLostRace(refusal))
                {
                    continue;
                }

                Refused(logger, e, groups.Count, groups[0].Handle);
                if (groups.Count == 1)
                {
                    groups[0]
                        .Errors.Add(new(groups[0].Line, refusal.ColumnName, "refused", $"The database refuses this product: {refusal.MessageText}."));
                }
                else
                {
                    await ApplyAsync(batch, [.. groups.Take(groups.Count / 2)], record, ct);
                    groups = [.. groups.Skip(groups.Count / 2)];
                }

                attempt = 0;
            }
        }
    }

    /// <summary>The database's word on the data; null for a failure that has nothing to do with it.</summary>
    private static PostgresException? Refusal(Exception e) =>
        e is PostgresException p && IsAboutData(p) ? p
        : e is DbUpdateException { InnerException: PostgresException inner } && IsAboutData(inner) ? inner
        : null;

    private static bool IsAboutData(PostgresException e) => e.SqlState[..2] is "22" or "23" or "40" or "54";

    private static bool IsLostRace(PostgresException e) =>
        e.SqlState
            is PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.ForeignKeyViolation;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} imported products beginning with {Handle} was refused")]
    private static partial void Refused(ILogger logger, Exception e, int count, string? handle);
}
