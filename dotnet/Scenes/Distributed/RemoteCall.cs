using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A client of two silos calls grains: how often did each run, in which process, and what became of the caller's lists?
/// </summary>
/// <remarks>Calls that are made together meet, and the last one ends first.</remarks>
public static class RemoteCallScene
{
    public sealed record Parameters(string Variant, int[][] Orders)
    {
        internal IHost? Client { get; set; }
    }

    public sealed record Output(
        List<int>[]? Bills, List<int>[] Mine, string? Error, int? Ran = null, bool? Elsewhere = null);

    public static async Task<Parameters> Prepare(Parameters parameters)
    {
        parameters.Client = await Silos.ClientAsync(typeof(RemoteCall));
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
        List<int>[] mine = [.. state.Orders.Select(order => order.ToList())];
        if (!watch.Observed)
        {
            var timed = await Ended.OfAsync(() => CallAsync(state.Variant, cluster, mine));
            return new Output(timed.Value, mine, timed.Error);
        }

        using var notes = new Notes();
        WatchedCalls.Begin(watch, notes, state.Variant == "together" ? mine.Length : 0);
        var told = await Ended.OfAsync(() => CallAsync(state.Variant, cluster, mine));
        watch.Event("told", value: told.Error ?? "bills");
        var ran = notes.Lines();
        var here = $"{Environment.ProcessId}";
        return new Output(told.Value, mine, told.Error, ran.Length, ran.All(line => line[1] != here));
    }

    private static Task<List<int>[]> CallAsync(string variant, IGrainFactory cluster, List<int>[] orders) =>
        variant switch
        {
            "one-by-one" => RemoteCall.OneByOneAsync(cluster, orders),
            "together" => RemoteCall.TogetherAsync(cluster, orders),
            _ => RemoteCall.AgainAsync(cluster, orders[0]),
        };
}
