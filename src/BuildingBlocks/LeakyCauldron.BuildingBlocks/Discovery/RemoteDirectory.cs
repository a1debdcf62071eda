using System.Net;
using System.Net.Http.Json;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>
/// Follows the registry at <c>Registry:Url</c> by a request that it answers when something has changed. While it does not answer, the last copy stays in force.
/// </summary>
internal sealed partial class RemoteDirectory(
    RegistryConnection connection,
    ServiceDirectory directory,
    TimeProvider time,
    ILogger<RemoteDirectory> logger
) : BackgroundService
{
    private const int WaitSeconds = 10;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(WaitSeconds + 3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private bool _lost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = "";
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                known = await FollowAsync(known, stoppingToken);
                if (_lost)
                {
                    _lost = false;
                    Found(logger);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_lost)
                {
                    _lost = true;
                    Lost(logger, e.Message);
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<string> FollowAsync(string known, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Silence);
        // A registry that was lost is asked without a wait, so that its return is noticed.
        var wait = _lost || known.Length == 0 ? 0 : WaitSeconds;
        using var response = await connection.SendAsync(
            registry => new HttpRequestMessage(HttpMethod.Get, new Uri(registry, $"directory?known={known}&wait={wait}")),
            limit.Token
        );
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return known;
        }

        response.EnsureSuccessStatusCode();
        var page = await response.Content.ReadFromJsonAsync<DirectoryPage>(Json.Wire, limit.Token);
        directory.Replace(page!.Instances);
        return page.Tag;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry does not answer; what was last heard of it stays in force. {Reason}")]
    private static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry answers again")]
    private static partial void Found(ILogger logger);
}
