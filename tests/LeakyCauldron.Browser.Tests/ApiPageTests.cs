using Microsoft.Playwright;

namespace LeakyCauldron.Browser.Tests;

/// <summary>The API page, as someone who has just read the README uses it.</summary>
public sealed class ApiPageTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task The_sign_in_button_signs_in()
    {
        var page = await shop.NewPageAsync();
        var troubles = Troubles(page);
        await page.GotoAsync("/swagger");
        await Tag(page, "Me");
        (await TryAsync(page, "getProfile")).ShouldBe("401");

        await page.Locator(".auth-wrapper .authorize").First.ClickAsync();
        var dialog = page.Locator(".dialog-ux .modal-ux");
        await dialog.Locator("#oauth_username").FillAsync("harry@leaky.test");
        await dialog.Locator("#oauth_password").FillAsync(HostProcess.SamplePassword);
        await dialog.Locator(".auth-btn-wrapper .authorize").ClickAsync();
        await dialog.Locator(".auth-btn-wrapper button", new LocatorLocatorOptions { HasText = "Logout" }).WaitForAsync();
        await Shoot(page, "signed-in");
        await dialog.Locator("button.btn-done").ClickAsync();

        (await TryAsync(page, "getProfile")).ShouldBe("200");
        (await page.Locator("#operations-Me-getProfile .live-responses-table .response-col_description").Last.InnerTextAsync()).ShouldContain(
            "Harry Potter"
        );
        await Shoot(page, "profile");
        troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_call_of_the_document_is_on_the_page()
    {
        var page = await shop.NewPageAsync();
        var troubles = Troubles(page);
        await page.GotoAsync("/swagger");
        await page.Locator(".opblock-tag").First.WaitForAsync();
        var count = await page.EvaluateAsync<int>(
            "async () => Object.values((await (await fetch('/openapi/v1.json')).json()).paths).flatMap(p => Object.keys(p)).length"
        );
        foreach (var tag in await page.Locator(".opblock-tag-section:not(.is-open) .opblock-tag").AllAsync())
        {
            await Assertions.Expect(tag).ToBeVisibleAsync();
        }

        await page.EvaluateAsync("() => document.querySelectorAll('.opblock-tag-section:not(.is-open) .opblock-tag').forEach(t => t.click())");
        await Assertions.Expect(page.Locator(".opblock")).ToHaveCountAsync(count);
        (await page.Locator(".errors-wrapper").CountAsync()).ShouldBe(0);
        troubles.ShouldBeEmpty();
    }

    private static async Task Tag(IPage page, string name)
    {
        var section = page.Locator($"#operations-tag-{name}");
        await section.WaitForAsync();
        if (await section.GetAttributeAsync("data-is-open") != "true")
        {
            await section.ClickAsync();
        }
    }

    /// <summary>Opens the call, runs it as it stands and gives the status that the page shows.</summary>
    private static async Task<string> TryAsync(IPage page, string operation)
    {
        var call = page.Locator($"#operations-Me-{operation}");
        if (await call.Locator("button.execute").CountAsync() == 0)
        {
            await call.Locator(".opblock-summary-control").ClickAsync();
            await call.Locator("button.try-out__btn").ClickAsync();
        }

        var answer = page.WaitForResponseAsync(r => r.Url.EndsWith("/api/v1/me", StringComparison.Ordinal));
        await call.Locator("button.execute").ClickAsync();
        var status = (await answer).Status.ToString(null, null);
        await Assertions.Expect(call.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync(status);
        return status;
    }

    private static List<string> Troubles(IPage page)
    {
        var troubles = new List<string>();
        page.PageError += (_, error) => troubles.Add(error);
        return troubles;
    }

    /// <summary>For the eyes, beside the test's binaries.</summary>
    private static Task Shoot(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png") });
}
