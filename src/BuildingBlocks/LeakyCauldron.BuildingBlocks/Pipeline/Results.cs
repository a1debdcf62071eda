using System.Collections.Concurrent;
using System.Reflection;

namespace LeakyCauldron.BuildingBlocks.Pipeline;

/// <summary>Makes a refusal of a result type that is known only at run time.</summary>
internal static class Results
{
    private static readonly ConcurrentDictionary<Type, ConstructorInfo> Constructors = new();

    public static TResponse Refuse<TResponse>(Error error) => (TResponse)Refuse(typeof(TResponse), error);

    public static object Refuse(Type resultType, Error error) =>
        Constructors.GetOrAdd(resultType, static t => t.GetConstructors().Single(c => c.GetParameters().Length == 2)).Invoke([null, error]);
}
