using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>What staff change is written down, whichever process changed it.</summary>
public abstract class AuditTests(Topology shop)
{
    [Fact]
    public async Task A_staff_write_is_written_down_with_who_what_before_and_after()
    {
        var admin = await shop.Admin();
        var email = await shop.Guest().Register();
        var user = (await admin.Get($"/users?q={email}"))["items"].AsArray().Single()!;
        var id = user["userId"]!.GetValue<string>();

        (await admin.Put($"/users/{id}/roles", new { roles = new[] { "staff" } })).Is(HttpStatusCode.OK);
        (await admin.Post($"/users/{id}/lock")).Is(HttpStatusCode.OK);

        var entries = (await admin.Get($"/admin/audit?path=/api/v1/users/{id}"))["items"].AsArray();
        entries.Select(e => e!["operation"]!.GetValue<string>()).ShouldBe(["lockUser", "setUserRoles"]);
        var (locked, roles) = (entries[0]!, entries[1]!);
        locked["status"]!.GetValue<int>().ShouldBe(200);
        locked["module"]!.GetValue<string>().ShouldBe("identity");
        var me = (await admin.Get("/me"))["userId"].GetValue<string>();
        locked["actorId"]!.GetValue<string>().ShouldBe(me);
        var change = locked["changes"]!.AsArray().Single(c => c!["entity"]!.GetValue<string>() == "users")!;
        change["id"]!.GetValue<string>().ShouldBe(id);
        change["before"]!["lockedAt"].ShouldBeNull();
        change["after"]!["lockedAt"]!.GetValue<DateTimeOffset>().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        change["after"]!["securityStamp"]!.GetValue<string>().ShouldBe("[redacted]");
        roles["request"]!["roles"]!.ToJsonString().ShouldBe("""["staff"]""");
        roles["changes"]!.AsArray().Count.ShouldBeGreaterThan(1);
        entries.ToJsonString().ShouldNotContain(email);
    }

    [Fact]
    public async Task Refused_writes_are_written_down_and_reads_and_shoppers_are_not()
    {
        var (admin, staff, harry) = (await shop.Admin(), await shop.Staff(), await shop.Harry());
        var nobody = Guid.CreateVersion7();
        var since = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddSeconds(-1).ToString("O"));

        (await admin.Post($"/users/{nobody}/unlock")).Is(HttpStatusCode.NotFound);
        (await staff.Get("/admin/orders")).Is(HttpStatusCode.OK);
        (await harry.Put("/me/preferences", new { marketing = false })).Is(HttpStatusCode.OK);
        (await harry.Post($"/users/{nobody}/unlock")).Is(HttpStatusCode.Forbidden);

        var refused = (await admin.Get($"/admin/audit?path=/api/v1/users/{nobody}"))["items"].AsArray().Single()!;
        refused["status"]!.GetValue<int>().ShouldBe(404);
        refused["changes"]!.AsArray().ShouldBeEmpty();
        var harryId = (await harry.Get("/me"))["userId"].GetValue<string>();
        (await admin.Get($"/admin/audit?actorId={harryId}&from={since}"))["total"].GetValue<int>().ShouldBe(0);
        (await staff.Get("/admin/audit")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_log_is_paged_and_filtered()
    {
        var admin = await shop.Admin();
        var ids = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
        {
            await admin.Post($"/users/{id}/unlock");
        }

        var seen = new List<JsonNode>();
        string? next = null;
        do
        {
            var page = await admin.Get($"/admin/audit?operation=unlockUser&limit=1{(next is null ? "" : $"&after={next}")}");
            page.Is(HttpStatusCode.OK);
            seen.AddRange(page["items"].AsArray().Select(e => e!));
            next = page.Json!["next"]?.GetValue<string>();
        } while (next is not null && seen.Count < 50);

        seen.Select(e => e["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(seen.Count);
        seen.Select(e => e["path"]!.GetValue<string>()).Take(3).ShouldBe(ids.Reverse().Select(i => $"/api/v1/users/{i}/unlock"));
        (await admin.Get("/admin/audit?after=nonsense")).Is(HttpStatusCode.BadRequest);
        (await admin.Get("/admin/audit?limit=1000")).Is(HttpStatusCode.BadRequest);
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithAuditTests(Monolith shop) : AuditTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireAuditTests(MonolithWire shop) : AuditTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaAuditTests(MonolithKafka shop) : AuditTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartAuditTests(IdentityApart shop) : AuditTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartAuditTests(CatalogApart shop) : AuditTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartAuditTests(CartApart shop) : AuditTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartAuditTests(PaymentsApart shop) : AuditTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartAuditTests(OrdersApart shop) : AuditTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartAuditTests(SearchApart shop) : AuditTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartAuditTests(NotificationsApart shop) : AuditTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartAuditTests(RegistryApart shop) : AuditTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartAuditTests(AllApart shop) : AuditTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsAuditTests(TwoHosts shop) : AuditTests(shop);
