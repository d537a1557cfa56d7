using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A silo dies when a grain in it has charged an order: how often is it charged, in which processes, and what does the
/// caller hear?
/// </summary>
/// <remarks>
/// The silo is killed at a gate: after the effect and before the answer, or when the call has ended and the grain lives
/// there. A line of the ledger outlives the silo.
/// </remarks>
public static class WorkerLostScene
{
    private const string Order = "order-1";
    // a busy machine may be that slow; no right text hangs
    private static readonly TimeSpan s_patient = TimeSpan.FromSeconds(60);

    public sealed record Parameters(string Variant)
    {
        internal SiloBeside? Silos { get; set; }
    }

    public sealed record Output(string? Receipt, string? Error, int Charged, int Ran, int Processes);

    public static async Task<Parameters> Prepare(Parameters parameters)
    {
        parameters.Silos = await SiloBeside.StartAsync(typeof(WorkerLost));
        return parameters;
    }

    public static async Task Cleanup(Parameters state) => await state.Silos!.DisposeAsync();

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using Notes notes = new(), ledger = new();
        var held = state.Variant == "held";
        DoomedCalls.Begin(watch, notes, nameof(ICashier.Charge), !held);
        state.Silos!.PlaceThere();
        var over = new TaskCompletionSource();
        var death = held ? Task.CompletedTask : LoseInTheMiddleAsync();
        (string? Value, string? Error) told;
        using (watch.Span("call"))
        {
            told = await Children.Outcome(() => CallAsync(state, ledger.Path, LoseAsync), s_patient);
        }

        var error = told.Error == nameof(SiloUnavailableException) ? "unavailable" : told.Error;
        watch.Event("told", value: error ?? "receipt");
        over.SetResult();
        await death;
        string[] ran = [.. notes.Lines().Where(line => line[0] == "ran").Select(line => line[1])];
        var charged = ledger.Lines().Count(line => line[0] == Order);
        return new Output(told.Value, error, charged, ran.Length, ran.Distinct().Count());

        async Task LoseAsync()
        {
            watch.Event("death");
            await state.Silos!.KillAsync();
            notes.Add("dead");
            await state.Silos.StartAgainAsync();
        }

        async Task LoseInTheMiddleAsync()
        {
            await notes.ComesAsync("charged", over.Task);
            if (!over.Task.IsCompleted)
            {
                await LoseAsync();
            }
        }
    }

    private static Task<string> CallAsync(Parameters state, string ledger, Func<Task> lose)
    {
        var cluster = state.Silos!.Cluster;
        return state.Variant switch
        {
            "call" => WorkerLost.CallAsync(cluster, ledger, Order),
            "retry" => WorkerLost.RetryAsync(cluster, ledger, Order),
            "idempotent" => WorkerLost.IdempotentAsync(cluster, ledger, Order),
            _ => WorkerLost.HeldAsync(cluster, ledger, Order, lose)!,
        };
    }
}
