using System.Text.Json;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Watches the calls of an account, in the client and in the silos: how many are inside it together?</summary>
/// <remarks>
/// A call is inside for as long as it has read the balance and not yet written it, as far as can be told: while it asks
/// for the rate, or, where it asks for none, from its beginning. There it waits until whoever could come in has. Where
/// all can, they meet, and go on in the order of the amounts.
/// </remarks>
public sealed class WatchedTurns : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private const string Key = "parallax-turns";

    private static readonly AsyncLocal<Action<int>?> Sends = new();

    /// <summary>Has the calls that follow in this flow watched.</summary>
    /// <param name="watch">The trial's trace. Calls wait at its gate "all reached".</param>
    /// <param name="notes">Gets a line "ended AMOUNT" for each call that has.</param>
    /// <param name="amounts">What is deposited; no two are the same.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="sends">Told of the amount of each call when it is sent.</param>
    public static void Begin(ITrace watch, Notes notes, int[] amounts, string variant, Action<int> sends)
    {
        if (watch is Trace { Address: { } address })
        {
            Sends.Value = sends;
            var told = new Told(address.ToJson(), notes.Path, amounts, variant);
            RequestContext.Set(Key, JsonSerializer.Serialize(told));
        }
    }

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Is(context, nameof(IAccount)) && AmountOf(context) is { } amount)
        {
            Sends.Value?.Invoke(amount);
        }

        return context.Invoke();
    }

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        RequestContext.Get(Key) is string told && AmountOf(context) is { } amount
            ? WatchedAsync(context, amount, JsonSerializer.Deserialize<Told>(told)!)
            : context.Invoke();

    // By name: another pair's example, compiled alone, has no such type.
    private static bool Is(IGrainCallContext context, string type) =>
        context.Request.GetInterfaceType().Name == type;

    private static int? AmountOf(IGrainCallContext context) =>
        context.Request.GetArgumentCount() > 0 ? context.Request.GetArgument(0) as int? : null;

    private static async Task WatchedAsync(IIncomingGrainCallContext context, int amount, Told told)
    {
        var watch = TraceAddress.TraceOf(told.Trace);
        try
        {
            if (Is(context, nameof(IRates)) || told.Variant == "plain")
            {
                using var inside = watch.Span("inside", amount);
                await MeetAsync(amount, told, watch);
                await context.Invoke();
            }
            else
            {
                await context.Invoke();
            }
        }
        finally
        {
            if (Is(context, nameof(IAccount)))
            {
                watch.Event("done", amount);
                watch.OpenGate($"{amount} done");
                new Notes(told.Notes).Add("ended", amount);
            }
        }
    }

    private static async Task MeetAsync(int amount, Told told, ITrace watch)
    {
        if (told.Variant != "interleaved")
        {
            await watch.WaitGateAsync("all reached");
        }
        else if (await watch.RendezvousAsync("all inside", told.Amounts.Length)
            && told.Amounts.TakeWhile(other => other != amount).ToArray() is [.., var before])
        {
            await watch.WaitGateAsync($"{before} done");
        }
    }

    private sealed record Told(string Trace, string Notes, int[] Amounts, string Variant);
}
