using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>An event that is committed but not yet acknowledged by the transport. Acknowledged rows are deleted.</summary>
public sealed class OutboxMessage
{
    /// <summary><c>ce_id</c>.</summary>
    public Guid Id { get; set; }

    /// <summary>Order of insertion; neither commit order nor order per aggregate, which is <see cref="Version"/>'s task.</summary>
    public long Sequence { get; set; }

    /// <summary>Hash of the key, 0 to <see cref="MessagingTables.Buckets"/> − 1; one relay owns a bucket at a time.</summary>
    public short Bucket { get; set; }

    /// <summary>Aggregate id.</summary>
    public string Key { get; set; } = "";

    /// <summary>The aggregate's event counter.</summary>
    public long Version { get; set; }

    /// <summary>Wire name.</summary>
    public string Type { get; set; } = "";

    /// <summary>JSON.</summary>
    public string Payload { get; set; } = "";

    /// <summary>When the change was made.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>W3C trace context of the change.</summary>
    public string? TraceParent { get; set; }

    /// <summary>Failed attempts to publish.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before; null: at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Set when attempts are used up; the key waits for an operator.</summary>
    public DateTimeOffset? ParkedAt { get; set; }

    /// <summary>Last failure.</summary>
    public string? Error { get; set; }
}

/// <summary>Which relay owns a bucket, for as long as its <see cref="OutboxRelayRow"/> lives; the token fences one that was too slow to notice that it lost it.</summary>
public sealed class OutboxLease
{
    /// <summary>0 to <see cref="MessagingTables.Buckets"/> − 1.</summary>
    public short Bucket { get; set; }

    /// <summary>The relay.</summary>
    public Guid Owner { get; set; }

    /// <summary>Grows with each change of owner.</summary>
    public long Token { get; set; }
}

/// <summary>A relay that takes part; renewing this one row renews all its buckets.</summary>
public sealed class OutboxRelayRow
{
    /// <summary>Version 7 UUID, new at each start of a process.</summary>
    public Guid Id { get; set; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A message that a consumer has handled; inserted in the transaction of its effect.</summary>
public sealed class InboxMessage
{
    /// <summary><c>ce_id</c>.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The handler.</summary>
    public string Consumer { get; set; } = "";

    /// <summary>For the clean-up, which keeps rows longer than any replay.</summary>
    public DateTimeOffset HandledAt { get; set; }
}

/// <summary>A message that a consumer could not handle; visible and replayable.</summary>
public sealed class DeadLetter
{
    /// <summary>Version 7 UUID.</summary>
    public Guid Id { get; set; }

    /// <summary><c>ce_id</c>.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The handler that failed, or the module if no handler could be chosen.</summary>
    public string Consumer { get; set; } = "";

    /// <summary>Where it came from.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Message key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Wire name.</summary>
    public string Type { get; set; } = "";

    /// <summary>The aggregate's event counter.</summary>
    public long Version { get; set; }

    /// <summary>When the change was made.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>W3C trace context.</summary>
    public string? TraceParent { get; set; }

    /// <summary>As received.</summary>
    public byte[] Payload { get; set; } = [];

    /// <summary>Why.</summary>
    public string Error { get; set; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset DeadAt { get; set; }
}

/// <summary>Tables of outbox and inbox, in each module's schema.</summary>
public static class MessagingTables
{
    /// <summary>Units of relay ownership; order holds inside one.</summary>
    public const short Buckets = 32;

    internal static void Configure(ModelBuilder model)
    {
        var outbox = model.Entity<OutboxMessage>();
        outbox.ToTable("outbox_messages").HasKey(x => x.Id);
        outbox.Property(x => x.Id).ValueGeneratedNever();
        outbox.Property(x => x.Sequence).UseIdentityAlwaysColumn();
        outbox.HasIndex(x => new { x.Key, x.Version }).IsUnique();
        outbox.HasIndex(x => new { x.Bucket, x.Sequence }).HasFilter("parked_at IS NULL");
        outbox
            .HasIndex(x => new { x.Key, x.Version }, "ix_outbox_messages_blocked")
            .HasFilter("parked_at IS NOT NULL OR next_attempt_at IS NOT NULL");
        // A queue: rows come and go, so vacuum looks at how many went, not at a share of what is there.
        outbox.HasStorageParameter("autovacuum_vacuum_scale_factor", 0);
        outbox.HasStorageParameter("autovacuum_vacuum_threshold", 5000);

        var lease = model.Entity<OutboxLease>();
        lease.ToTable("outbox_leases").HasKey(x => x.Bucket);
        lease.Property(x => x.Bucket).ValueGeneratedNever();

        var relay = model.Entity<OutboxRelayRow>();
        relay.ToTable("outbox_relays").HasKey(x => x.Id);
        relay.Property(x => x.Id).ValueGeneratedNever();

        var inbox = model.Entity<InboxMessage>();
        inbox.ToTable("inbox_messages").HasKey(x => new { x.MessageId, x.Consumer });
        inbox.Property(x => x.HandledAt).HasDefaultValueSql("now()");
        inbox.HasIndex(x => x.HandledAt);

        var dead = model.Entity<DeadLetter>();
        dead.ToTable("dead_letters").HasKey(x => x.Id);
        dead.Property(x => x.Id).ValueGeneratedNever();
        dead.HasIndex(x => new { x.MessageId, x.Consumer }).IsUnique();
    }
}
