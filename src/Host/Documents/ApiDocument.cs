using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>The OpenAPI document of everything that is served, and NSwag's page to try it.</summary>
internal static class ApiDocument
{
    private const string SignIn = "signIn";

    public static void AddApiDocument(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(
            "v1",
            options =>
            {
                options.ShouldInclude = static description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
                options.CreateSchemaReferenceId = static type => SchemaNames.Of(type);
                options.AddDocumentTransformer(DescribeDocument);
                options.AddOperationTransformer(SecureOperation);
                options.AddOperationTransformer(OperationParameters.Describe);
                options.AddOperationTransformer(OperationAnswers.Complete);
                options.AddSchemaTransformer(SchemaExamples.Transform);
                options.AddDocumentTransformer(OperationAnswers.AddProblems);
                options.AddDocumentTransformer(OperationExamples.Fill);
            }
        );

    public static void MapApiDocument(this WebApplication app, ModuleModel model)
    {
        if (model.Modules.All(m => m.Enabled))
        {
            app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        }
        else
        {
            // What a part of the shop could draw of itself would be a part. The whole was drawn when the shop was built.
            app.MapGet("/openapi/v1.json", static () => TypedResults.Stream(WholeDocument(), "application/json;charset=utf-8"))
                .AllowAnonymous()
                .ExcludeFromDescription();
        }

        app.UseSwaggerUi(ui =>
        {
            ui.Path = "/swagger";
            ui.DocumentPath = "/openapi/v1.json";
            ui.DocumentTitle = "The Leaky Cauldron";
            ui.PersistAuthorization = true;
            ui.OAuth2Client = new NSwag.AspNetCore.OAuth2ClientSettings
            {
                ClientId = "shop",
                // A public client; left out, the page would send a placeholder for it.
                ClientSecret = "",
                AppName = "The Leaky Cauldron",
                UsePkceWithAuthorizationCodeGrant = true,
            };
            ui.OAuth2Client.Scopes.Add("openid");
            ui.OAuth2Client.Scopes.Add("offline_access");
        });
    }

    private static Stream WholeDocument() =>
        typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")
        ?? throw new InvalidOperationException("The host was built without docs/openapi.json.");

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "The Leaky Cauldron",
            Version = "v1",
            Description = "The shop's one API, for shoppers and staff. Errors are RFC 9457 problems with a stable `code`; money is in minor units.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [SignIn] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Sign in with a shop account; client id `shop`, no secret.",
                Flows = new OpenApiOAuthFlows
                {
                    Password = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri("/connect/token", UriKind.Relative),
                        RefreshUrl = new Uri("/connect/token", UriKind.Relative),
                        Scopes = new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["openid"] = "Who you are",
                            ["offline_access"] = "A refresh token",
                        },
                    },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static Task SecureOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security =
        [
            metadata.OfType<IAuthorizeData>().Any()
                ? new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SignIn, context.Document)] = ["openid"] }
                : new OpenApiSecurityRequirement(),
        ];
        return Task.CompletedTask;
    }
}
