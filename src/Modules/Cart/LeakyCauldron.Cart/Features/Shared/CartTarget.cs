using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>Which cart a request means, who sends it, and the version it expects.</summary>
/// <param name="Id">The cart's id.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="IfMatch">Condition.</param>
internal sealed record CartTarget([FromRoute(Name = "id")] Guid Id, Caller Caller, IfMatch IfMatch);
