using System.Net.Http.Headers;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>
/// Sends contract requests to other processes. What certainly had no effect is sent again, to another instance where there is one; what may have had an effect only if the
/// contract bears it.
/// </summary>
internal sealed partial class RemoteModules : IDisposable
{
    private const int MostAttempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SoonPause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly Targets _targets;
    private readonly ServiceTokens _tokens;
    private readonly StartState _start;
    private readonly IHttpContextAccessor? _current;
    private readonly TimeProvider _time;
    private readonly ILogger<RemoteModules> _logger;
    private readonly RemoteCallOptions _options;

    public RemoteModules(
        Targets targets,
        ServiceTokens tokens,
        StartState start,
        RemoteCallOptions options,
        TimeProvider time,
        ILogger<RemoteModules> logger,
        IHttpContextAccessor? current = null
    )
    {
        (_targets, _tokens, _start, _options, _current, _time, _logger) = (targets, tokens, start, options, current, time, logger);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                MaxConnectionsPerServer = 256,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.LargestAnswer,
        };
    }

    /// <summary>Whether another process takes requests for the module.</summary>
    public bool Knows(string module) => _targets.Any(module);

    /// <exception cref="RemoteFailureException">What would have been an exception in this process, or an unknown end of what must not be sent twice.</exception>
    public async Task<Result<T>> SendAsync<T>(IModuleRequest<T> request, ContractRequest contract, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Json.Wire);
        if (body.Length > _options.LargestRequest)
        {
            throw new InvalidOperationException($"{contract.WireName} would be {body.Length} bytes; at most {_options.LargestRequest} are sent.");
        }

        var last = await CallAsync(contract, body, ct);
        if (last.Failure is { } failure)
        {
            throw failure;
        }

        if (last.Body is { } answer)
        {
            return JsonSerializer.Deserialize<Result<T>>(answer, Json.Wire)!;
        }

        Unreachable(_logger, contract.WireName, last.Reason);
        return last.Outcome == AttemptOutcome.Unclear && !contract.Idempotent
            ? throw new RemoteFailureException(503, Away(contract))
            : Away(contract);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The one refusal of an owner that cannot be reached.</summary>
    public static Error Away(ContractRequest contract) => Error.Unavailable("module_unavailable", $"The {contract.Module} module does not answer.");

    private async Task<Attempt> CallAsync(ContractRequest contract, byte[] body, CancellationToken ct)
    {
        var ends = _time.GetUtcNow() + CallDeadline.Remaining(_start.IsReady ? _options.Timeout : _options.StartPatience);
        var last = new Attempt(AttemptOutcome.NotDone, Reason: "no instance is registered and up");
        var tried = new List<Target>();
        for (var attempts = 0; attempts < MostAttempts; )
        {
            var target = await FindAsync(contract.Module, tried, ct);
            var left = ends - _time.GetUtcNow();
            if (target is null || left <= TimeSpan.Zero)
            {
                return last;
            }

            if (!target.Begin())
            {
                attempts++;
                continue;
            }

            last = await TryAsync(target, contract, body, left, ct);
            if (last.Outcome == AttemptOutcome.Answered || (last.Outcome == AttemptOutcome.Unclear && !contract.Idempotent))
            {
                return last;
            }

            tried.Add(target);
            // News takes a moment, and so does a start: both are waited for as long as the call may take.
            var soon = last.Outcome == AttemptOutcome.Stranger || (last.Outcome == AttemptOutcome.Starting && !_start.IsReady);
            attempts += soon ? 0 : 1;
            await Task.Delay(soon ? SoonPause : Pause * attempts, _time, ct);
        }

        return last;
    }

    /// <summary>While this process starts, others may be starting too: they are waited for, and asked before they are open.</summary>
    private async Task<Target?> FindAsync(string module, List<Target> tried, CancellationToken ct)
    {
        var patience = _time.GetUtcNow() + _options.StartPatience;
        while (true)
        {
            var changed = _targets.Changed();
            var target = _targets.Choose(module, alsoStarting: !_start.IsReady, tried);
            var left = patience - _time.GetUtcNow();
            if (target is not null || _start.IsReady || changed is null || left <= TimeSpan.Zero)
            {
                return target;
            }

            await HeardAsync(changed, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), ct);
        }
    }

    private async Task HeardAsync(IChangeToken changed, TimeSpan most, CancellationToken ct)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = changed.RegisterChangeCallback(state => ((TaskCompletionSource)state!).TrySetResult(), heard);
        await Task.WhenAny(heard.Task, Task.Delay(most, _time, ct));
        ct.ThrowIfCancellationRequested();
    }

    private async Task<Attempt> TryAsync(Target target, ContractRequest contract, byte[] body, TimeSpan left, CancellationToken ct)
    {
        var time = contract.Idempotent && left > _options.AttemptTimeout ? _options.AttemptTimeout : left;
        using var limit = new CancellationTokenSource(time, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        bool? answered = null;
        try
        {
            using var message = Message(target, contract, body, time);
            using var response = await _http.SendAsync(message, both.Token);
            var attempt = await Attempt.ReadAsync(response, both.Token);
            answered =
                attempt.Outcome is AttemptOutcome.Answered or AttemptOutcome.Stranger or AttemptOutcome.Starting ? true
                : attempt.Outcome == AttemptOutcome.Unclear ? false
                : null;
            return attempt;
        }
        catch (HttpRequestException e)
        {
            answered = e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded;
            return Attempt.Of(e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            answered = false;
            return new Attempt(AttemptOutcome.Unclear, Reason: $"no answer within {time.TotalSeconds:0.0} s");
        }
        finally
        {
            target.End(answered);
        }
    }

    private HttpRequestMessage Message(Target target, ContractRequest contract, byte[] body, TimeSpan left)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(target.Address, WireHeaders.Path + contract.WireName)) { Content = content };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.For(contract.Module));
        message.Headers.Add(WireHeaders.Deadline, ((long)left.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (_current?.HttpContext?.User is { Identity.IsAuthenticated: true } user)
        {
            message.Headers.Add(WireHeaders.Caller, WireHeaders.Write(Caller.Of(user)));
        }

        return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Contract} could not be sent: {Reason}")]
    private static partial void Unreachable(ILogger logger, string contract, string? reason);
}
