using System.Security.Cryptography;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Live;
using LeakyCauldron.Notifications.Persistence;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Notifications.Features.IssueStreamTicket;

internal sealed record IssueStreamTicket(Guid UserId) : ICommand<IssuedStreamTicket>;

/// <summary>Opens the stream once, as <c>?ticket=</c>, where a header cannot be sent.</summary>
/// <param name="Ticket">Secret until used.</param>
/// <param name="ExpiresAt">30 seconds from now.</param>
internal sealed record IssuedStreamTicket(string Ticket, DateTimeOffset ExpiresAt);

internal sealed class IssueStreamTicketHandler(NotificationsDbContext db, TimeProvider time)
    : IRequestHandler<IssueStreamTicket, Result<IssuedStreamTicket>>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    public Task<Result<IssuedStreamTicket>> Handle(IssueStreamTicket request, CancellationToken cancellationToken)
    {
        var ticket = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var expiresAt = time.GetUtcNow() + Lifetime;
        db.StreamTickets.Add(
            new StreamTicket
            {
                Hash = StreamTickets.HashOf(ticket),
                UserId = request.UserId,
                ExpiresAt = expiresAt,
            }
        );
        return Task.FromResult<Result<IssuedStreamTicket>>(new IssuedStreamTicket(ticket, expiresAt));
    }
}

internal static class IssueStreamTicketEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/me/notifications/stream/ticket",
                async (Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new IssueStreamTicket(caller.UserId!.Value), ct)).ToOk()
            )
            .Describe("issueStreamTicket", "Notifications", "A ticket that opens the caller's stream once within 30 seconds")
            .Produces<IssuedStreamTicket>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
}
