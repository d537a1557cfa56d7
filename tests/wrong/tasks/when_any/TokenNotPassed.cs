namespace Parallax.Wrong.Tasks.WhenAny;

/// <summary>Cancels a token that the services were never given.</summary>
public static class TokenNotPassed
{
    public sealed record Service(string Name, int Ms);

    public sealed record Parameters(string Variant, Service[] Services, bool FirstFails);

    public sealed record Output(string[] LookedAt, string? Answer, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        using var stop = new CancellationTokenSource();
        var taken = new TaskCompletionSource();
        var asks = state.Services.Select(service => Ask(service, taken.Task, state, trace)).ToArray();
        var answer = await await Task.WhenAny(asks);
        var first = answer.Replace(" answers", "");
        trace.Event("looked at", item: first);
        var running = asks.Count(one => !one.IsCompleted);
        stop.Cancel();
        return new Output([first], answer, running, [.. asks.Select(one => one.IsCanceled ? "cancelled" : "answered")]);
    }

    private static async Task<string> Ask(Service service, Task taken, Parameters state, ITrace trace)
    {
        using (trace.Span("ask", item: service.Name))
        {
            await trace.RendezvousAsync("all asked", state.Services.Length);
            if (service.Ms > state.Services.Min(other => other.Ms))
            {
                await taken;
            }

            trace.Event("answered", item: service.Name);
            return $"{service.Name} answers";
        }
    }
}
