using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeakyCauldron.Notifications.Persistence;

/// <summary>Set at each commit of this module in this process, so that mails and live streams do not wait for the next poll.</summary>
internal sealed class CommitSignal : DbTransactionInterceptor, ISaveChangesInterceptor
{
    private readonly Signal _signal = new();

    public Task Next => _signal.Next;

    public void Set() => _signal.Set();

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Set();

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Set();
        return Task.CompletedTask;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context?.Database.CurrentTransaction is null)
        {
            Set();
        }

        return ValueTask.FromResult(result);
    }
}
