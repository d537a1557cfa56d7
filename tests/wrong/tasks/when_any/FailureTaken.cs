namespace Parallax.Wrong.Tasks.WhenAny;

/// <summary>Wants the first answer and takes what ended first, which was a failure.</summary>
public static class FailureTaken
{
    public sealed record Service(string Name, int Ms);

    public sealed record Parameters(string Variant, Service[] Services, bool FirstFails);

    public sealed record Output(string[] LookedAt, string? Answer, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        using var stop = new CancellationTokenSource();
        var taken = new TaskCompletionSource();
        var asks = state.Services.Select(service => Ask(service, taken.Task, state, trace, stop.Token)).ToArray();
        var first = await Task.WhenAny(asks);
        var name = state.Services[Array.IndexOf(asks, first)].Name;
        trace.Event("looked at", item: name);
        var running = asks.Count(one => !one.IsCompleted);
        stop.Cancel();
        await ((Task)Task.WhenAll(asks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = first.IsFaulted ? null : first.Result;
        return new Output([name], answer, running, [.. asks.Select(EndOf)]);
    }

    private static string EndOf(Task one) => one.IsCanceled ? "cancelled" : one.IsFaulted ? "failed" : "answered";

    private static async Task<string> Ask(Service service, Task taken, Parameters state, ITrace trace, CancellationToken stop)
    {
        try
        {
            using (trace.Span("ask", item: service.Name))
            {
                await trace.RendezvousAsync("all asked", state.Services.Length, stop);
                if (service.Ms > state.Services.Min(other => other.Ms))
                {
                    await taken.WaitAsync(stop);
                }
                else if (state.FirstFails)
                {
                    throw new InvalidOperationException(service.Name);
                }

                trace.Event("answered", item: service.Name);
                return $"{service.Name} answers";
            }
        }
        catch (OperationCanceledException)
        {
            trace.Event("cancelled", item: service.Name);
            throw;
        }
        finally
        {
            trace.Event("cleaned-up", item: service.Name);
        }
    }
}
