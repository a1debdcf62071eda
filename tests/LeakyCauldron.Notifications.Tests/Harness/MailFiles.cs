using MimeKit;

namespace LeakyCauldron.Notifications.Tests.Harness;

internal static class MailFiles
{
    /// <summary>Waits until the folder holds this many mails and reads them, in the order of their names.</summary>
    public static async Task<IReadOnlyList<MimeMessage>> ReadAsync(string folder, int count)
    {
        await Eventually.Async(() => Names(folder).Count == count, $"{count} mails in the folder");
        return [.. Names(folder).Select(name => MimeMessage.Load(name))];
    }

    public static IReadOnlyList<string> Names(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal)] : [];
}
