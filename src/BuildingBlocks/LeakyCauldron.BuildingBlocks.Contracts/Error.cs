namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>What kind of refusal an <see cref="Error"/> is. Each kind maps to one HTTP status, in one place.</summary>
public enum ErrorKind
{
    /// <summary>400: the request itself is wrong.</summary>
    Validation,

    /// <summary>401: nobody is signed in, or the proof is not valid.</summary>
    Unauthorized,

    /// <summary>402: the bank said no.</summary>
    PaymentRequired,

    /// <summary>403: signed in, but without the role or scope.</summary>
    Forbidden,

    /// <summary>404: not there, or another person's.</summary>
    NotFound,

    /// <summary>409: right in itself, but not in the present state.</summary>
    Conflict,

    /// <summary>412: the caller's version is not the present one.</summary>
    PreconditionFailed,

    /// <summary>413: larger than allowed.</summary>
    TooLarge,

    /// <summary>415: a media type that is not understood.</summary>
    UnsupportedMediaType,

    /// <summary>422: understood, but contradicts an earlier request.</summary>
    Unprocessable,

    /// <summary>429: too many.</summary>
    TooMany,

    /// <summary>503: a module or server that is needed does not answer; nothing was changed.</summary>
    Unavailable,
}

/// <summary>
/// An expected refusal. It travels unchanged between modules, in one process or over the wire, and becomes one
/// RFC 9457 problem at the edge.
/// </summary>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Code">Stable, machine-readable, snake_case; programs branch on it.</param>
/// <param name="Message">For people; may change.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>Field path (camelCase) to messages; only for <see cref="ErrorKind.Validation"/>.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    /// <summary>Further members of the problem, such as <c>available</c>, <c>expected</c>, <c>actual</c> or <c>current</c>; values must serialise to JSON.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>Seconds after which a retry makes sense; becomes <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>400 with one message per field.</summary>
    public static Error Validation(string field, string message, string code = "validation_failed") =>
        new(ErrorKind.Validation, code, message) { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] } };

    /// <summary>400 with many fields.</summary>
    public static Error Validation(IReadOnlyDictionary<string, string[]> fields, string code = "validation_failed") =>
        new(ErrorKind.Validation, code, "One or more fields are not valid.") { Fields = fields };

    /// <summary>401.</summary>
    public static Error Unauthorized(string code = "unauthorized", string message = "Sign in first.") => new(ErrorKind.Unauthorized, code, message);

    /// <summary>402.</summary>
    public static Error PaymentRequired(string code, string message) => new(ErrorKind.PaymentRequired, code, message);

    /// <summary>403.</summary>
    public static Error Forbidden(string code = "forbidden", string message = "This needs a role or scope that the caller does not have.") =>
        new(ErrorKind.Forbidden, code, message);

    /// <summary>404; <paramref name="what"/> is the resource's name, such as <c>cart</c>.</summary>
    public static Error NotFound(string what) => new(ErrorKind.NotFound, $"{what}_not_found", $"There is no such {what.Replace('_', ' ')}.");

    /// <summary>409.</summary>
    public static Error Conflict(string code, string message) => new(ErrorKind.Conflict, code, message);

    /// <summary>503.</summary>
    public static Error Unavailable(string code, string message) => new(ErrorKind.Unavailable, code, message) { RetryAfterSeconds = 2 };

    /// <summary>The same error with one more member in its problem.</summary>
    public Error With(string name, object? value)
    {
        var all = Extensions is null
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            : new Dictionary<string, object?>(Extensions, StringComparer.Ordinal);
        all[name] = value;
        return this with { Extensions = all };
    }
}
