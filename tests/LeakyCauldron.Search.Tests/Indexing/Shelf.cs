using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Tests.Indexing;

/// <summary>A catalogue in memory with its event stream: the module client and the transport that the indexing code meets.</summary>
internal sealed class Shelf : IModuleClient, IEventTransport
{
    private readonly SortedDictionary<Guid, VersionedProductDocument> _products = [];
    private readonly List<EventEnvelope> _log = [];

    public string Name => "shelf";

    /// <summary>Calls that are refused as unavailable before one is answered.</summary>
    public int Outages { get; set; }

    /// <summary>Called after a page was read, before it is answered.</summary>
    public Action? AfterPage { get; set; }

    public IReadOnlyList<EventEnvelope> Log => _log;

    public void Put(ProductDocument product)
    {
        var version = Next(product.ProductId);
        _products[product.ProductId] = new VersionedProductDocument(version, product);
        Append("catalog.product-changed.v1", product.ProductId, version, new ProductChangedV1(product));
    }

    public void Remove(ProductDocument product)
    {
        var version = Next(product.ProductId);
        _products.Remove(product.ProductId);
        Append("catalog.product-removed.v1", product.ProductId, version, new ProductRemovedV1(product.ProductId));
    }

    public void Sell(ProductDocument product)
    {
        var version = Next(product.ProductId);
        _products[product.ProductId] = new(version, product with { Variants = [.. product.Variants.Select(v => v with { InStock = false })] });
        Append(
            "catalog.stock-changed.v1",
            product.ProductId,
            version,
            new StockChangedV1(product.ProductId, [.. product.Variants.Select(v => new VariantStock(v.VariantId, v.Sku, 0))])
        );
    }

    public Task<Result<T>> Send<T>(IModuleRequest<T> request, CancellationToken ct)
    {
        if (Outages-- > 0)
        {
            return Task.FromResult<Result<T>>(Error.Unavailable("module_unavailable", "Catalog does not answer."));
        }

        var ask = request.ShouldBeOfType<ListProductDocuments>();
        var rest = _products.Values.Where(p => ask.After is null || p.Document.ProductId.CompareTo(ask.After.Value) > 0).ToList();
        var page = rest.Take(ask.Limit).ToList();
        AfterPage?.Invoke();
        return Task.FromResult<Result<T>>((T)(object)new ProductDocumentPage(page, rest.Count > page.Count ? page[^1].Document.ProductId : null));
    }

    public Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct) => Task.FromResult(TestIndex.Position(_log.Count));

    public Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct) =>
        throw new InvalidOperationException("Search publishes nothing.");

    public Task ConsumeGroupAsync(
        string group,
        IReadOnlyList<string> topics,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    ) => throw new InvalidOperationException("Search has no group.");

    public async Task ConsumeFromAsync(
        string topic,
        StreamPosition? from,
        Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
        CancellationToken ct
    ) => await handle([.. _log.Skip((int)from!.Next[0])], TestIndex.Position(_log.Count), ct);

    private long Next(Guid id) => 1 + (_log.LastOrDefault(e => e.Key == id.ToString())?.Version ?? 0);

    private void Append<T>(string type, Guid id, long version, T payload) =>
        _log.Add(
            new EventEnvelope
            {
                Id = Guid.CreateVersion7(),
                Type = type,
                Topic = "catalog.events",
                Key = id.ToString(),
                Version = version,
                Time = DateTimeOffset.UnixEpoch,
                Data = JsonSerializer.SerializeToUtf8Bytes(payload, Json.Wire),
            }
        );
}
