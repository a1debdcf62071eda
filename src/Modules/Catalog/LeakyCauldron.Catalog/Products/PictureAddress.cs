namespace LeakyCauldron.Catalog.Products;

/// <summary>Where a browser may be sent for a picture.</summary>
internal static class PictureAddress
{
    public static bool IsValid(string address) =>
        address.Length <= 2048
        && (
            (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal))
            || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        );
}
