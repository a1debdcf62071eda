using System.Net;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>The bank's page on which a shopper proves that it is really them (the sandbox's counterpart of 3-D Secure).</summary>
internal static class GringottsChallenge
{
    private const string Path = "/payments/gringotts/challenges";

    public static string UrlOf(string publicUrl, string reference) => $"{publicUrl}/api/v1{Path}/{reference}";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                $"{Path}/{{reference}}",
                async (string reference, GringottsBank bank, CancellationToken ct) =>
                    await bank.FindChallengeAsync(reference, ct) is { } charge
                        ? TypedResults.Content(Page(charge), "text/html; charset=utf-8")
                        : Error.NotFound("challenge").ToHttp()
            )
            .Describe("getGringottsChallenge", "Payments", "The sandbox bank's page that asks the shopper to approve a payment")
            .Produces<string>(200, "text/html")
            .ProducesProblems(404)
            .AllowAnonymous();
        MapAnswer(api, "approve", approve: true, "Approves a payment at the sandbox bank");
        MapAnswer(api, "decline", approve: false, "Refuses a payment at the sandbox bank");
    }

    private static void MapAnswer(IEndpointRouteBuilder api, string verb, bool approve, string summary) =>
        api.MapPost(
                $"{Path}/{{reference}}/{verb}",
                async (string reference, GringottsBank bank, CancellationToken ct) =>
                    (
                        await bank.AnswerChallengeAsync(reference, approve, ct) is { } charge
                            ? new ChallengeAnswer(charge.State)
                            : (Result<ChallengeAnswer>)Error.NotFound("challenge")
                    ).ToOk()
            )
            .Describe($"{verb}GringottsChallenge", "Payments", summary)
            .Produces<ChallengeAnswer>()
            .ProducesProblems(404)
            .AllowAnonymous();

    private static string Page(BankCharge charge) =>
        $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Gringotts</title>
            <h1>Gringotts Wizarding Bank</h1><p>Pay {WebUtility.HtmlEncode(new Money(charge.Amount, charge.Currency).Formatted)}?</p>
            <form method="post" action="{charge.Reference}/approve"><button>Approve</button></form>
            <form method="post" action="{charge.Reference}/decline"><button>Refuse</button></form></html>
            """;
}

/// <param name="State">How the charge stands now.</param>
internal sealed record ChallengeAnswer(ChargeState State);
