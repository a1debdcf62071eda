namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most the asked number.</param>
/// <param name="Next">Opaque cursor of the next page, or null at the end.</param>
/// <param name="Total">Exact number of matches.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long Total);

/// <summary>A short list that is never paged.</summary>
public sealed record ItemList<T>(IReadOnlyList<T> Items);

/// <summary>A postal address.</summary>
/// <param name="Name">Who receives.</param>
/// <param name="Line1">Street and number.</param>
/// <param name="Line2">Further line.</param>
/// <param name="City">Town.</param>
/// <param name="Region">State, county or province.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Phone">For the carrier.</param>
public sealed record Address(string Name, string Line1, string? Line2, string City, string? Region, string PostalCode, string Country, string? Phone);
