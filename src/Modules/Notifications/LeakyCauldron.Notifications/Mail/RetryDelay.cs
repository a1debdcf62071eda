namespace LeakyCauldron.Notifications.Mail;

internal static class RetryDelay
{
    /// <summary>Doubles with each attempt up to the longest, less up to a fifth at random, so that mails held up together do not come back together.</summary>
    public static TimeSpan After(int attempts, TimeSpan first, TimeSpan longest)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        var capped = doubled < longest ? doubled : longest;
        return capped * (1 - (Random.Shared.NextDouble() / 5));
    }
}
