using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// An account is a grain, and is told of several deposits at once: how many are inside it together, is one lost?
/// </summary>
public static class ActorStateScene
{
    public sealed record Parameters(string Variant, int[] Amounts)
    {
        internal IHost? Client { get; set; }
    }

    public sealed record Output(int? Balance, string? Error);

    public static async Task<Parameters> Prepare(Parameters parameters)
    {
        parameters.Client = await Silos.ClientAsync(typeof(ActorState));
        return parameters;
    }

    public static async Task Cleanup(Parameters state)
    {
        await state.Client!.StopAsync();
        state.Client.Dispose();
    }

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var cluster = state.Client!.Services.GetRequiredService<IGrainFactory>();
        var (account, rates) =
            (cluster.GetGrain<IAccount>(Random.Shared.NextInt64()), cluster.GetGrain<IRates>(0));
        if (!watch.Observed)
        {
            return new(null, (await Ended.OfAsync(() => CallAsync(state, account, rates))).Error);
        }

        using var notes = new Notes();
        var (left, sent) = (state.Amounts.Length, new TaskCompletionSource());
        var reached = ReachedAsync(); // begun here, its own calls are not watched
        WatchedTurns.Begin(watch, notes, state.Amounts, state.Variant, Sends);
        var told = await Ended.WithinLimitAsync(async () =>
        {
            await CallAsync(state, account, rates);
            return true;
        });
        watch.Event("told", value: told.Error ?? "done");
        sent.TrySetResult();
        await reached;
        await Waiting.UntilAsync(() => notes.Lines().Length >= state.Amounts.Length - left);
        return new Output(await account.Balance(), told.Error);

        void Sends(int amount)
        {
            watch.Event("sent", amount);
            if (Interlocked.Decrement(ref left) == 0)
            {
                sent.SetResult();
            }
        }

        async Task ReachedAsync()
        {
            await sent.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await Silos.RoundAsync(cluster);
            watch.OpenGate("all reached");
        }
    }

    private static Task CallAsync(Parameters state, IAccount account, IRates rates) => state.Variant switch
    {
        "plain" => ActorState.PlainAsync(account, rates, state.Amounts),
        "awaits" => ActorState.AwaitsAsync(account, rates, state.Amounts),
        "interleaved" => ActorState.InterleavedAsync(account, rates, state.Amounts),
        _ => ActorState.LockedAsync(account, rates, state.Amounts),
    };
}
