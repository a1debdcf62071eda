using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Notifications.Mail;
using MailKit.Security;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Notifications.Tests.Mail;

public sealed class MailSettingsTests
{
    [Fact]
    public void Without_a_server_mails_are_files_under_the_data_folder()
    {
        var settings = Read(("DATA_DIR", "/data"));

        settings.Smtp.ShouldBeNull();
        settings.Folder.ShouldBe("/data/mail");
        settings.From.Address.ShouldBe("owls@leaky.test");
    }

    [Theory]
    [InlineData("mail.example", null, null, SecureSocketOptions.Auto, 25)]
    [InlineData("mail.example", "user", null, SecureSocketOptions.StartTls, 587)]
    [InlineData("mail.example", "user", "465", SecureSocketOptions.Auto, 465)]
    [InlineData("127.0.0.1", "user", "2525", SecureSocketOptions.Auto, 2525)]
    public void A_password_needs_tls_unless_the_server_is_here(
        string host,
        string? user,
        string? port,
        SecureSocketOptions security,
        int expectedPort
    )
    {
        var smtp = Read(("Smtp:Host", host), ("Smtp:User", user), ("Smtp:Port", port)).Smtp.ShouldNotBeNull();

        smtp.Security.ShouldBe(security);
        smtp.Port.ShouldBe(expectedPort);
    }

    [Theory]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Smtp:Port", "smtp")]
    [InlineData("Smtp:Security", "some")]
    [InlineData("Shop:MailFrom", "nobody")]
    [InlineData("Shop:MailFrom", "a@b.test, c@d.test")]
    public void A_wrong_setting_stops_the_start(string key, string value) =>
        Should.Throw<InvalidStartException>(() => Read(("Smtp:Host", "mail.example"), (key, value))).Message.ShouldContain(key.Replace(":", "__"));

    [Theory]
    [InlineData("luna@example.test", true)]
    [InlineData("luna.o'hara+x@sub.example.test", true)]
    [InlineData("luna", false)]
    [InlineData("Luna <luna@example.test>", false)]
    [InlineData("luna@example.test, eve@example.test", false)]
    [InlineData("luna@example.test\r\nBcc: eve@example.test", false)]
    [InlineData("luna@example.test\n", false)]
    [InlineData("", false)]
    public void Only_a_bare_address_is_an_address(string text, bool accepted) => (MailAddresses.Parse(text) is not null).ShouldBe(accepted);

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var (first, longest) = (TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
        for (var attempt = 1; attempt < 100; attempt++)
        {
            var full = Math.Min(2 * Math.Pow(2, attempt - 1), 300);
            RetryDelay.After(attempt, first, longest).TotalSeconds.ShouldBeInRange(full * 0.8, full);
        }
    }

    private static MailSettings Read(params (string Key, string? Value)[] settings) =>
        MailSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());
}
