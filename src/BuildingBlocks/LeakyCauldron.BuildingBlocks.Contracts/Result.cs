using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>What the pipeline needs of a result without knowing its value's type.</summary>
public interface IOutcome
{
    /// <summary>The refusal, or null on success.</summary>
    Error? Error { get; }
}

/// <summary>A value, or the expected refusal in its place. Bugs and broken infrastructure are exceptions, not results.</summary>
public sealed record Result<T> : IOutcome
{
    /// <summary>For JSON; use the implicit conversions.</summary>
    [JsonConstructor]
    public Result(T? value, Error? error) => (Value, Error) = (value, error);

    /// <summary>The value; only there when <see cref="Error"/> is null.</summary>
    public T? Value { get; }

    /// <summary>The refusal, or null.</summary>
    public Error? Error { get; }

    /// <summary>True when this is a refusal.</summary>
    [JsonIgnore]
    [MemberNotNullWhen(true, nameof(Error))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsError => Error is not null;

    /// <summary>Success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Refusal.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}
