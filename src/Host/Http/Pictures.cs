using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Host.Http;

/// <summary>Pictures of the sample shop, drawn from the product's handle, so that the shop has a face without a single binary file.</summary>
internal static class Pictures
{
    private static readonly string[] Shapes =
    [
        "<path d='M60 340 L340 60' stroke='{0}' stroke-width='18' stroke-linecap='round'/><circle cx='340' cy='60' r='14' fill='{1}'/>",
        "<path d='M110 180 h180 l-22 130 a40 40 0 0 1-38 30 h-60 a40 40 0 0 1-38-30z' fill='{0}'/><ellipse cx='200' cy='180' rx='96' ry='22' fill='{1}'/>",
        "<rect x='110' y='80' width='180' height='240' rx='10' fill='{0}'/><rect x='135' y='115' width='130' height='18' fill='{1}'/><rect x='135' y='150' width='90' height='12' fill='{1}'/>",
        "<path d='M200 70 L238 165 L340 170 L260 232 L288 330 L200 274 L112 330 L140 232 L60 170 L162 165z' fill='{0}'/><circle cx='200' cy='215' r='26' fill='{1}'/>",
        "<path d='M170 80 h60 v70 l70 150 a30 30 0 0 1-28 40 H128 a30 30 0 0 1-28-40 l70-150z' fill='{0}'/><circle cx='180' cy='280' r='16' fill='{1}'/><circle cx='225' cy='250' r='10' fill='{1}'/>",
    ];

    public static void MapPictures(this WebApplication app) => app.MapGet("/images/{handle}.svg", Draw).AllowAnonymous().ExcludeFromDescription();

    private static IResult Draw(string handle, HttpContext http)
    {
        if (handle.Length > 200)
        {
            return TypedResults.NotFound();
        }

        var hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(handle)));
        var hue = (int)(hash % 360);
        var shape = string.Format(
            CultureInfo.InvariantCulture,
            Shapes[hash / 360 % Shapes.Length],
            $"hsl({hue} 55% 42%)",
            $"hsl({(hue + 40) % 360} 80% 72%)"
        );
        var title = WebUtility.HtmlEncode(handle.Replace('-', ' '));
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Text(
            $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400' role='img' aria-label='{title}'><rect width='400' height='400' fill='hsl({hue} 30% 93%)'/>{shape}</svg>",
            "image/svg+xml",
            Encoding.UTF8
        );
    }
}
