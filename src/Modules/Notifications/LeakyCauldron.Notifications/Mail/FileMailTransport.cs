namespace LeakyCauldron.Notifications.Mail;

/// <summary>A file a mail. The name is the delivery's, so that a second attempt replaces the file of the first.</summary>
internal sealed class FileMailTransport(MailSettings settings, TimeProvider time) : IMailTransport
{
    public async Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        Directory.CreateDirectory(settings.Folder);
        var path = Path.Combine(settings.Folder, mail.FileName);
        var unfinished = $"{path}.{Guid.CreateVersion7():N}.tmp";
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            using var message = mail.ToMessage(settings.From, time.GetUtcNow());
            await message.WriteToAsync(file, ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public Task RestAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
