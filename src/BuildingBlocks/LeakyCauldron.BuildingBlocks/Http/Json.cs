using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>The shop's one way to write and read JSON.</summary>
public static class Json
{
    /// <summary>The public API: camelCase, snake_case enums, unknown fields refused, nulls (in lists too) and missing fields checked.</summary>
    public static JsonSerializerOptions Api { get; } = Frozen(ConfigureApi);

    /// <summary>Between modules: as <see cref="Api"/>, but unknown fields are ignored, so that a newer sender may add some.</summary>
    public static JsonSerializerOptions Wire { get; } = Frozen(Configure);

    /// <summary>Applies the public API's rules to options that the framework made.</summary>
    public static void ConfigureApi(JsonSerializerOptions options)
    {
        Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(RefuseNullItems);
    }

    /// <summary>Applies the shop's rules to options that the framework made.</summary>
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

    /// <summary>The serialiser checks nulls in members, but not inside their lists and maps.</summary>
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var collections = type.Properties.Where(p =>
            p.Get is not null && p.PropertyType != typeof(string) && p.PropertyType.IsAssignableTo(typeof(IEnumerable))
        );
        if (collections.ToArray() is { Length: > 0 } checkedOnes)
        {
            type.OnDeserialized = item =>
            {
                foreach (var property in checkedOnes)
                {
                    if (HasNull(property.Get!(item)))
                    {
                        throw new JsonException($"{property.Name} holds a null.");
                    }
                }
            };
        }
    }

    private static bool HasNull(object? collection) =>
        collection switch
        {
            IDictionary map => map.Values.Cast<object?>().Contains(null),
            IEnumerable list => list.Cast<object?>().Contains(null),
            _ => false,
        };

    private static JsonSerializerOptions Frozen(Action<JsonSerializerOptions> configure)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        configure(options);
        options.MakeReadOnly();
        return options;
    }
}
