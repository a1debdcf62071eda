using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;

namespace LeakyCauldron.Notifications.Integration;

/// <summary>One mail that welcomes and asks to confirm the address.</summary>
internal sealed class WelcomeOnUserRegistered(NoticeWriter notices) : IEventHandler<UserRegisteredV1>
{
    public Task HandleAsync(UserRegisteredV1 @event, EventContext context, CancellationToken ct) =>
        notices.MailAsync(context, Kinds.Welcome, @event.UserId, ct);
}

internal sealed class WarnOnRegistrationAttempted(NoticeWriter notices) : IEventHandler<RegistrationAttemptedV1>
{
    public Task HandleAsync(RegistrationAttemptedV1 @event, EventContext context, CancellationToken ct) =>
        notices.MailAsync(context, Kinds.AccountExists, @event.UserId, ct);
}

internal sealed class MailTokenOnEmailConfirmationRequested(NoticeWriter notices) : IEventHandler<EmailConfirmationRequestedV1>
{
    public Task HandleAsync(EmailConfirmationRequestedV1 @event, EventContext context, CancellationToken ct) =>
        notices.MailAsync(context, Kinds.EmailConfirmation, @event.UserId, ct);
}

internal sealed class MailTokenOnPasswordResetRequested(NoticeWriter notices) : IEventHandler<PasswordResetRequestedV1>
{
    public Task HandleAsync(PasswordResetRequestedV1 @event, EventContext context, CancellationToken ct) =>
        notices.MailAsync(context, Kinds.PasswordReset, @event.UserId, ct);
}
