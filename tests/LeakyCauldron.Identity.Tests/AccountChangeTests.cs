using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Passwords;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Identity.Tests;

public sealed class AccountChangeTests(SampleHost sample) : IClassFixture<SampleHost>
{
    private const string Another = "three owls on a wire";
    private readonly IdentityHost _host = sample.Host;

    [Fact]
    public async Task A_new_address_takes_over_once_it_is_confirmed_and_not_before()
    {
        var session = await _host.RegisterAndSignInAsync("old@example.com");
        var reset = await IssueAsync("old@example.com", EmailTokenPurpose.ResetPassword);

        (await ChangeAsync(session, "new@example.com", "a guess at it")).ShouldBe("wrong_password");
        (await ChangeAsync(session, "new@example.com")).ShouldBe("accepted");
        (await TryAsync("new@example.com")).ShouldBe(HttpStatusCode.BadRequest);
        await Eventually.Async(
            async () => (await _host.EventsOfAsync("old@example.com")).ShouldContain("identity.email-change-requested.v1"),
            "the change to be told"
        );
        var contact = await ContactAsync("old@example.com");
        contact.PendingEmail.ShouldBe("new@example.com");
        var token = await IssueAsync("old@example.com", EmailTokenPurpose.ChangeEmail);
        (await ConfirmAsync("old@example.com", token)).ShouldBe(HttpStatusCode.BadRequest);
        (await ConfirmAsync("new@example.com", token)).ShouldBe(HttpStatusCode.NoContent);

        (await TryAsync("old@example.com")).ShouldBe(HttpStatusCode.BadRequest);
        (await TryAsync("new@example.com")).ShouldBe(HttpStatusCode.OK);
        (await ConfirmAsync("new@example.com", token)).ShouldBe(HttpStatusCode.BadRequest);
        (await ContactAsync("new@example.com")).PreviousEmail.ShouldBe("old@example.com");
        var late = await _host.Client.PostAsJsonAsync(
            "/api/v1/identity/password/reset",
            new
            {
                email = "new@example.com",
                token = reset,
                newPassword = Another,
            }
        );
        late.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var me = await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me", session.AccessToken));
        me.GetProperty("email").GetString().ShouldBe("new@example.com");
        me.GetProperty("emailConfirmed").GetBoolean().ShouldBeTrue();
        me.TryGetProperty("lockedAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_that_is_taken_gets_the_same_answer_and_stays_with_its_owner()
    {
        var session = await _host.RegisterAndSignInAsync("wisher@example.com");
        await _host.RegisterAsync("owner@example.com");

        (await ChangeAsync(session, "Owner@example.com")).ShouldBe("accepted");

        (await ContactAsync("wisher@example.com")).PendingEmail.ShouldBeNull();
        await Eventually.Async(
            async () => (await _host.EventsOfAsync("owner@example.com")).ShouldContain("identity.registration-attempted.v1"),
            "the owner to be told"
        );
    }

    [Fact]
    public async Task Of_two_who_wait_for_one_address_the_first_to_confirm_gets_it()
    {
        var first = await _host.RegisterAndSignInAsync("first@example.com");
        var second = await _host.RegisterAndSignInAsync("second@example.com");
        await ChangeAsync(first, "shared@example.com");
        await ChangeAsync(second, "shared@example.com");
        var firstToken = await IssueAsync("first@example.com", EmailTokenPurpose.ChangeEmail);
        var secondToken = await IssueAsync("second@example.com", EmailTokenPurpose.ChangeEmail);

        (await ConfirmAsync("shared@example.com", secondToken)).ShouldBe(HttpStatusCode.NoContent);
        (await ConfirmAsync("shared@example.com", firstToken)).ShouldBe(HttpStatusCode.BadRequest);

        (await ContactAsync("shared@example.com")).UserId.ShouldBe(Subject(second));
        (await TryAsync("first@example.com")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_locked_account_stays_locked_through_wrong_passwords_and_a_new_one()
    {
        var admin = (await _host.SignInAsync("admin@leaky.test")).AccessToken;
        const string email = "lockme@example.com";
        var session = await _host.RegisterAndSignInAsync(email);
        var path = $"/api/v1/users/{Subject(session)}";

        var locked = await ReadAsync(await _host.SendAsync(HttpMethod.Post, $"{path}/lock", admin));

        locked.GetProperty("lockedAt").ValueKind.ShouldBe(JsonValueKind.String);
        (await _host.RefreshAsync(session.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TryAsync(email)).ShouldBe(HttpStatusCode.BadRequest);
        for (var failure = 0; failure < Credentials.FailuresToLock; failure++)
        {
            await TryAsync(email, "a wrong guess");
        }

        var reset = await _host.Client.PostAsJsonAsync(
            "/api/v1/identity/password/reset",
            new
            {
                email,
                token = await IssueAsync(email, EmailTokenPurpose.ResetPassword),
                newPassword = Another,
            }
        );
        reset.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await TryAsync(email, Another)).ShouldBe(HttpStatusCode.BadRequest);
        (await _host.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.LockedAt).SingleAsync())).ShouldNotBeNull();

        var unlocked = await ReadAsync(await _host.SendAsync(HttpMethod.Post, $"{path}/unlock", admin));

        unlocked.TryGetProperty("lockedAt", out _).ShouldBeFalse();
        (await TryAsync(email, Another)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Locking_is_for_administrators_and_not_for_their_own_account()
    {
        var admin = await _host.SignInAsync("admin@leaky.test");
        var staff = await _host.SignInAsync("staff@leaky.test");

        (await _host.SendAsync(HttpMethod.Post, $"/api/v1/users/{Subject(admin)}/lock", staff.AccessToken)).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await _host.SendAsync(HttpMethod.Post, $"/api/v1/users/{Subject(admin)}/lock", admin.AccessToken)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await _host.SendAsync(HttpMethod.Post, $"/api/v1/users/{Guid.CreateVersion7()}/lock", admin.AccessToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await TryAsync("admin@leaky.test")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string?> ChangeAsync(Tokens session, string email, string currentPassword = IdentityHost.Password)
    {
        var answer = await ReadAsync(await _host.SendAsync(HttpMethod.Post, "/api/v1/me/email", session.AccessToken, new { email, currentPassword }));
        return answer.TryGetProperty("code", out var code) ? code.GetString() : answer.GetProperty("status").GetString();
    }

    private async Task<HttpStatusCode> ConfirmAsync(string email, string token) =>
        (await _host.Client.PostAsJsonAsync("/api/v1/identity/email/confirm", new { email, token })).StatusCode;

    private async Task<HttpStatusCode> TryAsync(string email, string password = IdentityHost.Password) =>
        (await _host.AskForTokensAsync(("grant_type", "password"), ("username", email), ("password", password))).StatusCode;

    private Task<Contact> ContactAsync(string email) =>
        _host.WithAsync(async services => (await services.GetRequiredService<IMediator>().Send(new FindUserByEmail(email))).Value!);

    private Task<string> IssueAsync(string email, EmailTokenPurpose purpose) =>
        _host.WithAsync(async services =>
        {
            var mediator = services.GetRequiredService<IMediator>();
            var contact = await mediator.Send(new FindUserByEmail(email));
            return (await mediator.Send(new IssueEmailToken(contact.Value!.UserId, purpose))).Value!;
        });

    private static Guid Subject(Tokens session) => TokenTests.Part(session.AccessToken, 1).GetProperty("sub").GetGuid();

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}
