using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Calls one handler with one kind of event; made once a subscription.</summary>
internal abstract class EventInvoker
{
    /// <summary>The handler's name in inbox and dead letters.</summary>
    public required string Consumer { get; init; }

    /// <exception cref="MalformedEventException">The payload is not the event's JSON.</exception>
    public abstract Task InvokeAsync(IServiceProvider scope, EventEnvelope envelope, CancellationToken ct);

    public static EventInvoker For(Subscription subscription)
    {
        var type = typeof(EventInvoker<,>).MakeGenericType(subscription.EventType, subscription.Handler);
        var invoker = (EventInvoker)Activator.CreateInstance(type)!;
        return invoker;
    }
}

/// <summary>The payload cannot be read; trying again would not help.</summary>
internal sealed class MalformedEventException(string message, Exception? inner = null) : Exception(message, inner);

internal sealed class EventInvoker<TEvent, THandler> : EventInvoker
    where TEvent : IIntegrationEvent
    where THandler : class, IEventHandler<TEvent>
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public EventInvoker() => Consumer = typeof(THandler).Name;

    public override Task InvokeAsync(IServiceProvider scope, EventEnvelope envelope, CancellationToken ct)
    {
        var handler = scope.GetRequiredService<THandler>();
        return handler.HandleAsync(Read(envelope), new EventContext(envelope.Id, envelope.Key, envelope.Version, envelope.Time), ct);
    }

    private static TEvent Read(EventEnvelope envelope)
    {
        TEvent @event;
        string key;
        try
        {
            @event = JsonSerializer.Deserialize<TEvent>(envelope.Data.Span, Json.Wire) ?? throw new MalformedEventException("The payload is null.");
            key = @event.AggregateId;
        }
        catch (Exception e) when (e is not MalformedEventException)
        {
            // Whatever a constructor or a member may throw: the same bytes would do it again.
            throw new MalformedEventException($"The payload is not a {envelope.Type}: {e.Message}", e);
        }

        return key == envelope.Key
            ? @event
            : throw new MalformedEventException($"The payload is of {key}, the key is {envelope.Key}: its order would not hold.");
    }
}
