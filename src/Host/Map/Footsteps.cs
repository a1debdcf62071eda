using System.Collections.Concurrent;

namespace LeakyCauldron.Host.Map;

/// <summary>One step of a request: a handler of a module.</summary>
/// <param name="Module">Where.</param>
/// <param name="Name">The handler's request, or the consumer and its event.</param>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Failed">Whether it ended in an exception.</param>
internal sealed record StepDto(string Module, string Name, DateTimeOffset At, double Milliseconds, bool Failed);

/// <summary>The way of one request through the modules, and of the events it caused. No person, path or value: only names of routes and handlers.</summary>
/// <param name="Trace">The trace id.</param>
/// <param name="Method">Null if the request entered by another process.</param>
/// <param name="Route">The route's template.</param>
/// <param name="Status">The answer.</param>
/// <param name="Steps">In the order of their beginning.</param>
internal sealed record FootstepsDto(string Trace, string? Method, string? Route, int? Status, IReadOnlyList<StepDto> Steps);

/// <summary>The last ways, by trace.</summary>
internal sealed class Footsteps
{
    private const int Kept = 60;
    private const int MostSteps = 40;

    private readonly ConcurrentDictionary<string, Way> _ways = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = [];

    public void Step(string trace, StepDto step) => Of(trace).Add(step);

    public void Answer(string trace, string method, string route, int status) => Of(trace).Answer = (method, route, status);

    public IReadOnlyList<FootstepsDto> Read() =>
        [.. _order.Select(t => _ways.TryGetValue(t, out var way) ? way.Read(t) : null).OfType<FootstepsDto>().Where(w => w.Steps.Count > 0)];

    public void Forget()
    {
        _order.Clear();
        _ways.Clear();
    }

    private Way Of(string trace)
    {
        if (_ways.TryGetValue(trace, out var known))
        {
            return known;
        }

        var way = new Way();
        if (_ways.TryAdd(trace, way))
        {
            _order.Enqueue(trace);
            while (_order.Count > Kept && _order.TryDequeue(out var oldest))
            {
                _ways.TryRemove(oldest, out _);
            }
        }

        return way;
    }

    private sealed class Way
    {
        private readonly Lock _lock = new();
        private readonly List<StepDto> _steps = [];

        public (string Method, string Route, int Status)? Answer { get; set; }

        public void Add(StepDto step)
        {
            lock (_lock)
            {
                if (_steps.Count < MostSteps)
                {
                    _steps.Add(step);
                }
            }
        }

        public FootstepsDto Read(string trace)
        {
            lock (_lock)
            {
                return new(trace, Answer?.Method, Answer?.Route, Answer?.Status, [.. _steps.OrderBy(s => s.At)]);
            }
        }
    }
}
