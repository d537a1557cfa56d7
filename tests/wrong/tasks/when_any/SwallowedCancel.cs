namespace Parallax.Wrong.Tasks.WhenAny;

/// <summary>A service catches its cancellation and returns as if nothing had happened.</summary>
public static class SwallowedCancel
{
    public sealed record Service(string Name, int Ms);

    public sealed record Parameters(string Variant, Service[] Services, bool FirstFails);

    public sealed record Output(List<string> LookedAt, string? Answer, int Running, string[] Ends);

    private sealed class Refused(string name) : Exception(name);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        using var stop = new CancellationTokenSource();
        TaskCompletionSource[] turns = [.. state.Services.Select(_ => new TaskCompletionSource())];
        var asks = state.Services.Select((_, number) => Ask(number, turns, state, trace, stop.Token)).ToArray();
        turns[0].SetResult();
        var (lookedAt, answer) = await TakeFirst(asks, turns, state, trace);
        var running = asks.Count(one => !one.IsCompleted);
        if (state.Variant == "left-running")
        {
            Array.ForEach(turns, turn => turn.TrySetResult());
        }
        else
        {
            stop.Cancel(); // nothing happens to those that have ended
        }

        await ((Task)Task.WhenAll(asks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Output(lookedAt, answer, running, [.. asks.Select(EndOf)]);
    }

    private static async Task<(List<string> LookedAt, string? Answer)> TakeFirst(
        Task<string>[] asks, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        var (lookedAt, pending) = (new List<string>(), asks.ToList());
        while (pending.Count > 0)
        {
            var ended = await Task.WhenAny(pending);
            pending.Remove(ended);
            var name = state.Services[Array.IndexOf(asks, ended)].Name;
            lookedAt.Add(name);
            trace.Event("looked at", item: name);
            if (ended.IsCompletedSuccessfully)
            {
                return (lookedAt, await ended);
            }

            if (state.Variant != "first-success")
            {
                break;
            }

            if (pending.Count > 0)
            {
                turns[lookedAt.Count].SetResult();
            }
        }

        return (lookedAt, null);
    }

    private static string EndOf(Task one) => one.IsCanceled ? "cancelled" : one.IsFaulted ? "failed" : "answered";

    private static async Task<string> Ask(
        int number, TaskCompletionSource[] turns, Parameters state, ITrace trace, CancellationToken stop)
    {
        var service = state.Services[number];
        var place = Enumerable.Range(0, turns.Length).OrderBy(other => state.Services[other].Ms).ToList().IndexOf(number);
        try
        {
            using (trace.Span("ask", item: service.Name))
            {
                await trace.RendezvousAsync("all asked", turns.Length, stop);
                await Task.Delay(service.Ms, stop);
                await turns[place].Task.WaitAsync(stop);
                if (state.FirstFails && place == 0)
                {
                    throw new Refused(service.Name);
                }

                trace.Event("answered", item: service.Name);
                return $"{service.Name} answers";
            }
        }
        catch (OperationCanceledException)
        {
            trace.Event("cancelled", item: service.Name);
            return "";
        }
        finally
        {
            trace.Event("cleaned-up", item: service.Name);
        }
    }
}
