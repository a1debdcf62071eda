namespace LeakyCauldron.Identity.Features;

/// <summary>Taken on, whatever comes of it: an answer that tells nothing of who has an account.</summary>
internal sealed record Accepted(string Status)
{
    public static Accepted Instance { get; } = new("accepted");
}
