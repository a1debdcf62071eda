using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Identity.SampleData;

/// <summary>An administrator, an assistant and three shoppers, all with the password of <c>SAMPLE_PASSWORD</c>.</summary>
internal sealed class SamplePeople(SortingHatDbContext db, PasswordHashing passwords, IConfiguration configuration, TimeProvider time) : ISampleData
{
    private static readonly Person[] People =
    [
        new("admin@leaky.test", "Tom, innkeeper", Roles.Admin, null, null),
        new("staff@leaky.test", "Hannah Abbott", Roles.Staff, House.Hufflepuff, null),
        new(
            "harry@leaky.test",
            "Harry Potter",
            Roles.Shopper,
            House.Gryffindor,
            new("Harry Potter", "7 Lamplighter Court", null, "Little Marling", "Somerset", "TA24 9QX", "GB", "+44 1632 960117")
        ),
        new(
            "hermione@leaky.test",
            "Hermione Granger",
            Roles.Shopper,
            House.Gryffindor,
            new(
                "Hermione Granger",
                "22 Catalogue Street",
                "Above the bookbinder's",
                "Hexley-on-Thames",
                "Oxfordshire",
                "OX49 7ZY",
                "GB",
                "+44 1632 960248"
            )
        ),
        new(
            "ron@leaky.test",
            "Ron Weasley",
            Roles.Shopper,
            House.Gryffindor,
            new("Ron Weasley", "Crooked Chimney Farm", "Up the lane, mind the geese", "Ottery Hollow", "Devon", "EX39 8WJ", "GB", "+44 1632 960365")
        ),
    ];

    public async Task LoadAsync(CancellationToken ct)
    {
        var keys = People.Select(p => EmailAddress.Key(p.Email)).ToArray();
        var present = await db.Users.Where(u => keys.Contains(u.NormalizedEmail)).Select(u => u.NormalizedEmail).ToListAsync(ct);
        var missing = People.Where(p => !present.Contains(EmailAddress.Key(p.Email))).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var password = configuration["SAMPLE_PASSWORD"] is { Length: > 0 } given
            ? given
            : throw new InvalidStartException("Sample data needs SAMPLE_PASSWORD.");
        // One hash for all: they have one password, and hashing is the slow part of a first start.
        var hash = await passwords.HashAsync(password, ct);
        foreach (var person in missing)
        {
            Add(person, hash.Value!);
        }

        await db.SaveChangesAsync(ct);
    }

    private void Add(Person person, string hash)
    {
        var user = User.Create(person.Email, hash);
        user.EmailConfirmed = true;
        var profile = Profile.Create(user.Id, person.DisplayName, time.GetUtcNow());
        profile.SortInto(person.House ?? profile.House);
        if (person.Address is { } address)
        {
            profile.AddAddress(address, shipping: true, billing: true, time.GetUtcNow());
        }

        db.Users.Add(user);
        db.Profiles.Add(profile);
        db.UserRoles.AddRange(
            new[] { Roles.Shopper, person.Role }.Distinct().Select(r => new IdentityUserRole<Guid> { UserId = user.Id, RoleId = Roles.Ids[r] })
        );
    }

    private sealed record Person(string Email, string DisplayName, string Role, House? House, Address? Address);
}
