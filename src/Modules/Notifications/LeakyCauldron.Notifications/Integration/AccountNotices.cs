using LeakyCauldron.BuildingBlocks.Domain;
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

/// <summary>The new address gets the token, the present one a warning: two mails of one event, so the second goes by an id made of the first's.</summary>
internal sealed class MailBothOnEmailChangeRequested(NoticeWriter notices) : IEventHandler<EmailChangeRequestedV1>
{
    public async Task HandleAsync(EmailChangeRequestedV1 @event, EventContext context, CancellationToken ct)
    {
        await notices.MailAsync(context, Kinds.EmailChange, @event.UserId, ct);
        var warning = context with { MessageId = StableId.Of($"{context.MessageId} {Kinds.EmailChangeNotice}") };
        await notices.MailAsync(warning, Kinds.EmailChangeNotice, @event.UserId, ct);
    }
}
