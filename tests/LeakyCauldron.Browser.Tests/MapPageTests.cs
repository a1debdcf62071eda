using System.Net.Http.Json;
using Microsoft.Playwright;

namespace LeakyCauldron.Browser.Tests;

/// <summary>The Marauder's Map, as a passer-by and as staff see it.</summary>
public sealed class MapPageTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_passer_by_sees_module_health_and_no_more()
    {
        var page = await shop.NewPageAsync();
        var troubles = Troubles(page);
        await page.GotoAsync("/map");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("All 8 modules answer.");
        await Assertions.Expect(page.Locator("#modules tbody tr")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator(".room")).ToHaveCountAsync(9);
        (await page.Locator("[data-staff]").EvaluateAllAsync<bool>("all => all.every(s => s.hidden)")).ShouldBeTrue();
        troubles.ShouldBeEmpty();
        await ShootAsync(page, "map-passer-by");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 900)]
    [InlineData(ColorScheme.Dark, 1280, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task Staff_see_who_walks_where(ColorScheme scheme, int width, int height)
    {
        var page = await shop.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        var troubles = Troubles(page);
        await page.GotoAsync("/map");
        await SignInAsync(page, "staff@leaky.test");
        await Assertions.Expect(page.Locator("#instances tbody tr")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator("#routes tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#flows tbody tr")).Not.ToHaveCountAsync(0);

        using var guest = new HttpClient { BaseAddress = shop.Address };
        var step = page.Locator("#footsteps li", new PageLocatorOptions { HasText = "/api/v1/carts" }).First;
        for (var tries = 0; tries < 60 && !await IsSeenSoonAsync(step); tries++)
        {
            (await guest.PostAsJsonAsync("/api/v1/carts", new { })).EnsureSuccessStatusCode();
            (await guest.GetAsync(new Uri("/api/v1/catalog/products?limit=2", UriKind.Relative))).EnsureSuccessStatusCode();
        }

        await Assertions.Expect(step).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#edges-table tbody tr", new PageLocatorOptions { HasText = "visitors" }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#edges .edge").First).ToBeAttachedAsync();
        (
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBeLessThanOrEqualTo(0);
        troubles.ShouldBeEmpty();
        await ShootAsync(page, $"map-staff-{scheme}-{width}".ToLowerInvariant());
    }

    // Only sampled requests leave footsteps, so one not seen yet is a reason to walk again, not a failure.
    private static async Task<bool> IsSeenSoonAsync(ILocator step)
    {
        try
        {
            await step.WaitForAsync(new LocatorWaitForOptions { Timeout = 1000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_shopper_is_told_that_it_is_for_staff()
    {
        var page = await shop.NewPageAsync();
        await page.GotoAsync("/map");
        await SignInAsync(page, "harry@leaky.test");
        await Assertions.Expect(page.Locator("#sign-in-error")).ToContainTextAsync("for staff");
        await Assertions.Expect(page.Locator("#footsteps")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task It_is_walked_by_keyboard()
    {
        var page = await shop.NewPageAsync();
        await page.GotoAsync("/map");
        var reached = new List<string>();
        for (var presses = 0; presses < 5; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(
                await page.EvaluateAsync<string>(
                    "() => document.activeElement.name || document.activeElement.className || document.activeElement.tagName"
                )
            );
        }

        reached.ShouldBe(["skip", "email", "password", "BUTTON", "scroll"]);
    }

    [Fact]
    public async Task It_says_when_it_hears_nothing_and_goes_on_when_it_hears_again()
    {
        var page = await shop.NewPageAsync();
        await page.GotoAsync("/map");
        var status = page.GetByRole(AriaRole.Status);
        await Assertions.Expect(status).ToHaveTextAsync("All 8 modules answer.");
        await page.RouteAsync("**/map/stream", route => route.AbortAsync());
        await Assertions.Expect(status).ToContainTextAsync("The connection is lost", new LocatorAssertionsToContainTextOptions { Timeout = 45_000 });
        await page.UnrouteAsync("**/map/stream");
        await Assertions.Expect(status).ToHaveTextAsync("All 8 modules answer.");
    }

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(HostProcess.SamplePassword);
        await page.GetByLabel("Password").PressAsync("Enter");
    }

    private static List<string> Troubles(IPage page)
    {
        var troubles = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                troubles.Add(message.Text);
            }
        };
        page.PageError += (_, error) => troubles.Add(error);
        return troubles;
    }

    /// <summary>For the eyes, beside the test's binaries.</summary>
    private static Task ShootAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png"), FullPage = true }
        );
}

/// <summary>What the map shows when the shop closes.</summary>
public sealed class MapClosingTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_shop_that_closes_in_good_order_has_managed_its_mischief()
    {
        var page = await shop.NewPageAsync();
        await page.GotoAsync("/map");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("All 8 modules answer.");
        await shop.CloseAsync();
        await Assertions.Expect(page.Locator("#mischief")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Mischief managed");
    }
}
