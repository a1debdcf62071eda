using System.Diagnostics;
using System.Diagnostics.Metrics;
using FluentValidation;
using MediatR;

namespace LeakyCauldron.BuildingBlocks.Pipeline;

/// <summary>Names of our traces and meters.</summary>
public static class Telemetry
{
    /// <summary>Activity source and meter name.</summary>
    public const string Name = "LeakyCauldron";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>(
        "leaky.request.duration",
        "s",
        "Time in a request handler"
    );
}

internal sealed class TraceBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    /// <summary>Assemblies are named <c>LeakyCauldron.&lt;Module&gt;</c>, those of contracts with one more part.</summary>
    private static readonly string? Module = typeof(TRequest).Assembly.GetName().Name?.Split('.') is [_, var name, ..]
        ? name.ToLowerInvariant()
        : null;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = Telemetry.Source.StartActivity(typeof(TRequest).Name);
        activity?.SetTag(TraceTags.Module, Module);
        var started = Stopwatch.GetTimestamp();
        var outcome = "exception";
        try
        {
            var response = await next();
            outcome = (response as IOutcome)?.Error?.Code ?? "ok";
            activity?.SetTag("leaky.outcome", outcome);
            return response;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            Telemetry.RequestDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("request", typeof(TRequest).Name),
                new KeyValuePair<string, object?>("outcome", outcome)
            );
        }
    }
}

internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var outcome = await validator.ValidateAsync(request, cancellationToken);
            if (!outcome.IsValid)
            {
                var fields = outcome
                    .Errors.GroupBy(e => CamelCasePath(e.PropertyName), StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
                return Results.Refuse<TResponse>(Error.Validation(fields));
            }
        }

        return await next();
    }

    /// <summary>Commands wrap the body of a request; its fields are told as the caller wrote them.</summary>
    private static string CamelCasePath(string path)
    {
        var parts = path.Split('.').Select(p => p.Length == 0 ? p : char.ToLowerInvariant(p[0]) + p[1..]);
        var joined = string.Join('.', parts);
        return joined.StartsWith("body.", StringComparison.Ordinal) ? joined["body.".Length..] : joined;
    }
}
