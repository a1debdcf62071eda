using System.Buffers.Binary;
using System.Security.Cryptography;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Passwords;

/// <summary>
/// Hashing costs a core for more than a tenth of a second, so only as many run at once as there are cores, on threads of their own, and a short queue waits;
/// who comes after that is turned away at once. Sign-in is then no lever to stop the shop with.
/// </summary>
internal sealed class PasswordHashing(IPasswordHasher<User> hasher) : IDisposable
{
    /// <summary>PBKDF2-HMAC-SHA512 rounds (OWASP ASVS 5.0, appendix C).</summary>
    public const int Iterations = 210_000;

    private const int MostWaiting = 64;

    /// <summary>Verified in place of the hash of an account that does not exist: of the same cost, and no password fits.</summary>
    private static readonly string NobodysHash = MakeNobodysHash();

    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);
    private int _waiting;

    public Task<Result<string>> HashAsync(string password, CancellationToken ct) => RunAsync(() => hasher.HashPassword(null!, password), ct);

    /// <summary>Without a hash it takes as long and fails.</summary>
    public Task<Result<PasswordVerificationResult>> VerifyAsync(string? hash, string password, CancellationToken ct) =>
        RunAsync(() => hasher.VerifyHashedPassword(null!, hash ?? NobodysHash, password), ct);

    public void Dispose() => _slots.Dispose();

    private async Task<Result<T>> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting + Environment.ProcessorCount)
        {
            Interlocked.Decrement(ref _waiting);
            return Error.Unavailable("sign_in_busy", "Too many people are signing in at this moment.");
        }

        try
        {
            await _slots.WaitAsync(ct);
            try
            {
                return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The layout of ASP.NET Core Identity's version 3: marker, PRF, rounds, salt length, salt, key.</summary>
    private static string MakeNobodysHash()
    {
        const int hmacSha512 = 2;
        var hash = new byte[61];
        hash[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), hmacSha512);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(5), Iterations);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(9), 16);
        RandomNumberGenerator.Fill(hash.AsSpan(13));
        return Convert.ToBase64String(hash);
    }
}
