using System.Text;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Host.Http;

/// <summary>The server refuses a header that is not UTF-8 before anyone can say what is wrong; those that the API defines are left for it to refuse, with a problem.</summary>
internal static class LenientHeaders
{
    public static Encoding? EncodingOf(string header) =>
        header is "Idempotency-Key" || header == HeaderNames.IfMatch || header == HeaderNames.IfNoneMatch ? Encoding.UTF8 : null;
}
