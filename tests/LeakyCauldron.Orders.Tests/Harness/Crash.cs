using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeakyCauldron.Orders.Tests.Harness;

internal sealed class ProcessDiedException() : Exception("The process has died.");

/// <summary>Lets the shop die at the n-th point that a checkout passes: before and after each call to another module, and before and after each commit.</summary>
internal sealed class Crash
{
    private int _passed;
    private int _at;
    private bool _armed;

    /// <summary>Where it died.</summary>
    public string? Point { get; private set; }

    public void Arm(int at) => (_passed, _at, _armed, Point) = (0, at, true, null);

    /// <summary>A new process. True if the old one had died.</summary>
    public bool Restart()
    {
        _armed = false;
        return Point is not null;
    }

    public void Pass(string point)
    {
        if (!_armed)
        {
            return;
        }

        if (Point is null && ++_passed == _at)
        {
            Point = point;
        }

        if (Point is not null)
        {
            throw new ProcessDiedException();
        }
    }
}

internal sealed class CrashingClient(IModuleClient inner, Crash crash) : IModuleClient
{
    public async Task<Result<T>> Send<T>(IModuleRequest<T> request, CancellationToken ct)
    {
        crash.Pass($"before {request.GetType().Name}");
        var result = await inner.Send(request, ct);
        crash.Pass($"after {request.GetType().Name}");
        return result;
    }
}

internal sealed class CrashingSaves(Crash crash) : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        crash.Pass($"before a commit of {eventData.Context!.GetType().Name}");
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        crash.Pass($"after a commit of {eventData.Context!.GetType().Name}");
        return ValueTask.FromResult(result);
    }
}
