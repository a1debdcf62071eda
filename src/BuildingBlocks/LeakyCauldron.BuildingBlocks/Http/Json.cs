using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>The shop's one way to write and read JSON.</summary>
public static class Json
{
    /// <summary>The public API: camelCase, snake_case enums, unknown fields refused, nulls and missing fields checked.</summary>
    public static JsonSerializerOptions Api { get; } = Frozen(o => o.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);

    /// <summary>Between modules: as <see cref="Api"/>, but unknown fields are ignored, so that a newer sender may add some.</summary>
    public static JsonSerializerOptions Wire { get; } = Frozen(_ => { });

    /// <summary>Applies the API's rules to options that the framework made.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NullableIsOptional);
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    /// <summary>A constructor parameter that may be null may be left out as well.</summary>
    private static void NullableIsOptional(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.AssociatedParameter is { IsNullable: true }))
        {
            property.IsRequired = false;
        }
    }

    private static JsonSerializerOptions Frozen(Action<JsonSerializerOptions> more)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        more(options);
        options.MakeReadOnly();
        return options;
    }
}
