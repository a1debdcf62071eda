using System.Linq.Expressions;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.Contacts;

internal sealed class ContactsHandler(SortingHatDbContext db)
    : IRequestHandler<GetContact, Result<Contact>>,
        IRequestHandler<FindUserByEmail, Result<Contact>>
{
    public Task<Result<Contact>> Handle(GetContact request, CancellationToken cancellationToken) =>
        FindAsync(u => u.Id == request.UserId, cancellationToken);

    public Task<Result<Contact>> Handle(FindUserByEmail request, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(request.Email) ?? "");
        return FindAsync(u => u.NormalizedEmail == key, cancellationToken);
    }

    private async Task<Result<Contact>> FindAsync(Expression<Func<User, bool>> which, CancellationToken ct)
    {
        var contact = await (
            from user in db.Users.Where(which)
            join profile in db.Profiles on user.Id equals profile.Id
            select new Contact(
                user.Id,
                user.Email!,
                user.EmailConfirmed,
                profile.DisplayName,
                profile.Locale,
                user.EmailConfirmed && profile.MarketingSince != null,
                user.PendingEmail,
                user.PreviousEmail
            )
        ).FirstOrDefaultAsync(ct);
        return contact is null ? Error.NotFound("user") : contact;
    }
}
