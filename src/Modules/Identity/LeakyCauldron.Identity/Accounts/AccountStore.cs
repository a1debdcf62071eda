using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace LeakyCauldron.Identity.Accounts;

/// <summary>ASP.NET Core Identity's store, except that it leaves saving to the command: account, profile and events are one transaction.</summary>
internal sealed class AccountStore : UserStore<User, Role, SortingHatDbContext, Guid>
{
    public AccountStore(SortingHatDbContext db, IdentityErrorDescriber describer)
        : base(db, describer) => AutoSaveChanges = false;
}
