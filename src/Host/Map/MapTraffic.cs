using System.Collections.Concurrent;
using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.Host.Map;

/// <summary>
/// What passes through this process, seen through its traces. It listens only while somebody looks at the map, and for a moment longer: otherwise it costs nothing.
/// </summary>
internal sealed class MapTraffic(TimeProvider time) : IDisposable
{
    public const string Visitors = "visitors";

    private const string Http = "Microsoft.AspNetCore";

    /// <summary>What the page itself asks for, again and again, is nobody's way through the shop.</summary>
    private const string Operators = "/api/v1/admin/";
    private static readonly TimeSpan Attention = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string From, string To, string Kind), EdgeTraffic> _edges = new();
    private readonly Footsteps _footsteps = new();
    private ActivityListener? _listener;
    private DateTimeOffset _until;

    public bool IsListening => _listener is not null;

    /// <summary>Asks for attention, and answers what was seen so far.</summary>
    public (IReadOnlyList<EdgeDto> Edges, IReadOnlyList<FootstepsDto> Footsteps) Look()
    {
        lock (_lock)
        {
            _until = time.GetUtcNow() + Attention;
            if (_listener is null)
            {
                _listener = NewListener();
                ActivitySource.AddActivityListener(_listener);
            }
        }

        var now = Now();
        return ([.. _edges.Select(e => e.Value.Read(now, e.Key)).OfType<EdgeDto>()], _footsteps.Read());
    }

    public void Dispose() => _listener?.Dispose();

    private ActivityListener NewListener() =>
        new()
        {
            ShouldListenTo = static source => source.Name is Telemetry.Name or Http,
            // Created and filled, not recorded: what is exported is the sampler's to decide.
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Stopped,
        };

    private void Stopped(Activity activity)
    {
        if (time.GetUtcNow() > _until)
        {
            LookAway();
            return;
        }

        if (activity.GetTagItem(TraceTags.Module) is not string module)
        {
            return;
        }

        var failed = activity.Status == ActivityStatusCode.Error;
        if (activity.Source.Name == Http)
        {
            Answered(activity, module, failed);
            return;
        }

        var trace = activity.TraceId.ToString();
        if (activity.Kind != ActivityKind.Client)
        {
            var name = activity.OperationName;
            _footsteps.Step(trace, new(module, name, activity.StartTimeUtc, Math.Round(activity.Duration.TotalMilliseconds, 1), failed));
        }

        if (activity.Kind == ActivityKind.Consumer)
        {
            // The consumer and its event: OrderMails orders.order-placed.v1.
            var type = activity.OperationName[(activity.OperationName.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            Count(type.Split('.')[0], module, "event", failed, activity);
        }
        else if (activity.Parent?.GetTagItem(TraceTags.Module) is string from && from != module && activity.Parent.Source.Name != Http)
        {
            Count(from, module, "call", failed, activity);
        }
    }

    private void Answered(Activity activity, string module, bool failed)
    {
        var method = activity.GetTagItem("http.request.method") as string ?? "";
        var route = activity.GetTagItem("http.route") as string ?? "";
        var status = activity.GetTagItem("http.response.status_code") is int code ? code : 0;
        if (activity.GetTagItem(TraceTags.Hop) is null && !route.StartsWith(Operators, StringComparison.Ordinal))
        {
            Count(Visitors, module, "request", failed || status >= 500, activity);
            _footsteps.Answer(activity.TraceId.ToString(), method, route, status);
            _footsteps.Step(
                activity.TraceId.ToString(),
                new(module, $"{method} {route}", activity.StartTimeUtc, Math.Round(activity.Duration.TotalMilliseconds, 1), status >= 500)
            );
        }
    }

    private void Count(string from, string to, string kind, bool failed, Activity activity) =>
        _edges.GetOrAdd((from, to, kind), static _ => new EdgeTraffic()).Add(Now(), failed, activity.Duration.TotalMilliseconds);

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private void LookAway()
    {
        lock (_lock)
        {
            if (_listener is { } listener && time.GetUtcNow() > _until)
            {
                _listener = null;
                listener.Dispose();
                _edges.Clear();
                _footsteps.Forget();
            }
        }
    }
}
