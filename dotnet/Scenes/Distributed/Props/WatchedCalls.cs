using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Watches each call of a grain, in the silo where it runs: a span, and if the scene says so, a meeting before it and
/// an order of the ends. In the client it sees the results come.
/// </summary>
public sealed class WatchedCalls : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private const string Trace = "parallax-trace", Log = "parallax-notes", Meeting = "parallax-meeting";

    private static readonly AsyncLocal<ITrace?> ClientsWatch = new();

    /// <summary>Has the calls that follow in this flow watched.</summary>
    /// <param name="watch">The trial's trace.</param>
    /// <param name="notes">Gets a line "KEY PROCESS" for each call that begins.</param>
    /// <param name="meet">
    /// How many must have begun before any goes on; the last of them ends first, and each one before it when that
    /// result has come to the client. 0: none waits.
    /// </param>
    public static void Begin(ITrace watch, Notes notes, int meet)
    {
        ClientsWatch.Value = watch;
        if (watch is Trace { Address: { } address })
        {
            RequestContext.Set(Trace, address.ToJson());
            RequestContext.Set(Log, notes.Path);
            RequestContext.Set(Meeting, meet);
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (RequestContext.Get(Trace) is string address && RequestContext.Get(Log) is string notes
            && RequestContext.Get(Meeting) is int meet && context.Grain is Grain grain)
        {
            var key = (int)grain.GetPrimaryKeyLong();
            await WatchedAsync(context, key, TraceAddress.TraceOf(address), new(notes), meet);
        }
        else
        {
            await context.Invoke();
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        finally
        {
            ClientsWatch.Value?.OpenGate($"{context.TargetId.GetIntegerKey()} came");
        }
    }

    private static async Task WatchedAsync(
        IIncomingGrainCallContext context, int key, ITrace watch, Notes notes, int meet)
    {
        notes.Add(key, Environment.ProcessId);
        using var call = watch.Span("call", key);
        try
        {
            if (meet > 0 && await watch.RendezvousAsync("all called", meet) && key < meet - 1)
            {
                await watch.WaitGateAsync($"{key + 1} came");
            }

            await context.Invoke();
        }
        finally
        {
            watch.Event("done", key);
        }
    }
}
