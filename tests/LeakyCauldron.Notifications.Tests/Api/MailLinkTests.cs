using System.Net;
using System.Text.RegularExpressions;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Tests.Harness;

namespace LeakyCauldron.Notifications.Tests.Api;

public sealed class MailLinkTests
{
    [Fact]
    public async Task The_links_of_account_mails_open_a_page()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        await owlery.DeliverAsync(new UserRegisteredV1(luna.UserId));
        await owlery.DeliverAsync(new PasswordResetRequestedV1(luna.UserId));
        using var client = new HttpClient();

        foreach (var mail in await MailFiles.ReadAsync(owlery.MailFolder, 2))
        {
            var link = Regex.Match(mail.TextBody!, @"^http://shop\.test(/\S+)\r?$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;
            var page = await client.GetAsync(new Uri(owlery.Address, link));

            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            page.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var nonce = Regex
                .Match(
                    page.Headers.GetValues("Content-Security-Policy").Single(),
                    "script-src 'nonce-([^']+)'",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
                .Groups[1]
                .Value;
            (await page.Content.ReadAsStringAsync()).ShouldContain($"<script nonce=\"{nonce}\">");
        }
    }
}
