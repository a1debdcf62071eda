namespace LeakyCauldron.Identity.Contracts;

/// <summary>How to reach a person. <c>user_not_found</c> if erased or unknown.</summary>
[Contract("identity.get-contact.v1")]
public sealed record GetContact(Guid UserId) : IQuery<Contact>;

/// <summary>Address and wishes of a person; personal, so it is answered and never published.</summary>
/// <param name="UserId">Id.</param>
/// <param name="Email">Mail address.</param>
/// <param name="EmailConfirmed">True once confirmed.</param>
/// <param name="DisplayName">What to call them.</param>
/// <param name="Locale">BCP 47, such as <c>en-GB</c>.</param>
/// <param name="Marketing">True if they asked for marketing and confirmed their address.</param>
/// <param name="PendingEmail">The address that is to take the place of the present one once confirmed.</param>
/// <param name="PreviousEmail">The address before the present one, to be told of the change.</param>
public sealed record Contact(
    Guid UserId,
    string Email,
    bool EmailConfirmed,
    string DisplayName,
    string Locale,
    bool Marketing,
    string? PendingEmail = null,
    string? PreviousEmail = null
);

/// <summary>Finds an account by mail address, for sample data and staff tools. <c>user_not_found</c> if there is none.</summary>
[Contract("identity.find-user-by-email.v1")]
public sealed record FindUserByEmail(string Email) : IQuery<Contact>;

/// <summary>What a mailed token is for.</summary>
public enum EmailTokenPurpose
{
    /// <summary>Proves the address.</summary>
    ConfirmEmail,

    /// <summary>Sets a new password; single use, 30 minutes.</summary>
    ResetPassword,

    /// <summary>Proves the pending address; one day.</summary>
    ChangeEmail,
}

/// <summary>Makes the token for a mail at the moment the mail is written, so that no secret travels in events.</summary>
[Contract("identity.issue-email-token.v1", Idempotent = true)]
public sealed record IssueEmailToken(Guid UserId, EmailTokenPurpose Purpose) : ICommand<string>;
