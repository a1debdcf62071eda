using System.Net;
using System.Net.Sockets;

namespace LeakyCauldron.TestKit;

/// <summary>A loopback port that nothing listens on at the moment.</summary>
public static class FreePort
{
    /// <summary>Chosen by the operating system, which does not soon choose it again.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
