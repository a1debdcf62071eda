using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>One event for one handler.</summary>
internal sealed record Delivery(EventEnvelope Envelope, EventInvoker Invoker)
{
    public string Consumer => Invoker.Consumer;

    /// <summary>Continues the trace of the change.</summary>
    public Activity? StartActivity()
    {
        ActivityContext.TryParse(Envelope.TraceParent, null, isRemote: true, out var parent);
        var activity = Telemetry.Source.StartActivity($"{Consumer} {Envelope.Type}", ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.message.id", Envelope.Id);
        activity?.SetTag("messaging.destination.name", Envelope.Topic);
        return activity;
    }
}
