using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>
/// One Idempotency-Key of one caller, in the schema of the module that owns the endpoint. A row without <see cref="ResponseStatus"/> is running while <see cref="LockedUntil"/> lies ahead;
/// behind that its process is dead and the next call with the key takes over, with <see cref="Result"/> if the effect is already committed.
/// </summary>
public sealed class IdempotencyRecord
{
    /// <summary><c>u:{userId}</c>, <c>c:{cartId}</c>, <c>m:{client}</c> or <c>a:{address}</c>.</summary>
    public string Scope { get; set; } = "";

    /// <summary>The caller's key.</summary>
    public string Key { get; set; } = "";

    /// <summary>SHA-256 of method, path, query and body.</summary>
    public byte[] Fingerprint { get; set; } = [];

    /// <summary>Who runs it: fences a run that lost its lease.</summary>
    public Guid Token { get; set; }

    /// <summary>End of the lease, by the database's clock.</summary>
    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The command's result as JSON, written in the transaction of its effect.</summary>
    public string? Result { get; set; }

    /// <summary>Status of the finished answer.</summary>
    public int? ResponseStatus { get; set; }

    /// <summary>Headers to replay, as JSON.</summary>
    public string? ResponseHeaders { get; set; }

    /// <summary>Body to replay.</summary>
    public byte[]? ResponseBody { get; set; }

    /// <summary>When the key was first seen; it is forgotten 24 h later.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    internal static void Configure(ModelBuilder model)
    {
        var entity = model.Entity<IdempotencyRecord>();
        entity.ToTable("idempotency_keys").HasKey(x => new { x.Scope, x.Key });
        entity.Property(x => x.Scope).HasMaxLength(120);
        entity.Property(x => x.Key).HasMaxLength(255);
        entity.HasIndex(x => x.CreatedAt);
    }
}
