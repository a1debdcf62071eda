using System.Collections.Frozen;

namespace LeakyCauldron.Payments.Gringotts;

/// <param name="State">The bank's answer at once.</param>
/// <param name="SettlesTo">What becomes of it later by itself.</param>
/// <param name="Code">Its reason for a no, now or later.</param>
/// <param name="LosesReply">The bank does its work, and its answer gets lost.</param>
internal sealed record TokenBehaviour(ChargeState State, ChargeState? SettlesTo = null, string? Code = null, bool LosesReply = false);

/// <summary>The sandbox's tokens and what each makes the bank do.</summary>
internal static class GringottsTokens
{
    public static FrozenDictionary<string, TokenBehaviour> All { get; } =
        new Dictionary<string, TokenBehaviour>(StringComparer.Ordinal)
        {
            ["tok_ok"] = new(ChargeState.Captured),
            ["tok_declined"] = new(ChargeState.Declined, Code: "card_declined"),
            ["tok_insufficient_galleons"] = new(ChargeState.Declined, Code: "insufficient_funds"),
            ["tok_timeout"] = new(ChargeState.Captured, LosesReply: true),
            ["tok_requires_action"] = new(ChargeState.RequiresAction, ChargeState.Declined, "action_expired"),
            ["tok_async_ok"] = new(ChargeState.Processing, ChargeState.Captured),
            ["tok_async_fail"] = new(ChargeState.Processing, ChargeState.Declined, "card_declined"),
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
