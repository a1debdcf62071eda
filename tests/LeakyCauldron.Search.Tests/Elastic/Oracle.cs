using LeakyCauldron.Search.Tests.Elastic.Fake;

namespace LeakyCauldron.Search.Tests.Elastic;

internal static class Oracle
{
    public static Task Check(Server.Exchange exchange) => Task.CompletedTask;
}
