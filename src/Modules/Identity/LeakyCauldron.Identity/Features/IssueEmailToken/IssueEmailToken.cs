using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.IssueEmailToken;

internal sealed class IssueEmailTokenHandler(SortingHatDbContext db, MailedTokens tokens) : IRequestHandler<Contracts.IssueEmailToken, Result<string>>
{
    public async Task<Result<string>> Handle(Contracts.IssueEmailToken request, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == request.UserId, cancellationToken) is { } user
        && (request.Purpose != EmailTokenPurpose.ChangeEmail || user.PendingEmail is not null)
            ? await tokens.IssueAsync(user, request.Purpose)
            : Error.NotFound("user");
}
