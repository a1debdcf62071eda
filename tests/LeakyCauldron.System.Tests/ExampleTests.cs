using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>Who copies an example of the API document gets past the reading of it.</summary>
[Collection(nameof(Monolith))]
public sealed class ExampleTests(Monolith shop)
{
    [Fact]
    public async Task Every_request_example_is_understood()
    {
        var bodies = ApiOperations.Read().Operations.Where(o => o.Example is not null).ToArray();
        bodies.Length.ShouldBeGreaterThan(30);
        var (shopper, admin) = (shop.Guest(), await shop.Admin());
        await shopper.Register();
        var refused = new List<string>();
        foreach (var operation in bodies)
        {
            var isCart = operation.Path.StartsWith("/carts/", StringComparison.Ordinal);
            var caller = operation.Path.StartsWith("/me", StringComparison.Ordinal) || isCart ? shopper : admin;
            var id = isCart ? (await caller.Get("/cart"))["id"].GetValue<string>() : Guid.CreateVersion7().ToString();
            var answer = await caller.Send(
                new HttpMethod(operation.Method.ToUpperInvariant()),
                operation.PathWith(id),
                new StringContent(operation.Example!.ToJsonString(), Encoding.UTF8, "application/json"),
                Guid.CreateVersion7().ToString()
            );
            var isUnread =
                answer.Status == HttpStatusCode.BadRequest && answer.Code is not ("invalid_token" or "wrong_password" or "invalid_passkey");
            if (isUnread || answer.Status >= HttpStatusCode.InternalServerError)
            {
                refused.Add($"{operation}: {answer.Text}");
            }
        }

        refused.ShouldBeEmpty();
    }
}
