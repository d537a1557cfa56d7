using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A client has numbers worked on: how many are at work at once, when does each result come, who still runs when one
/// fails?
/// </summary>
public static class MapOverClusterScene
{
    public sealed record Parameters(string Variant, int[] Numbers, int Limit)
    {
        internal IHost? Client { get; set; }
    }

    public sealed record Output(IReadOnlyList<int?>? Counts, string? Error, int? Running = null);

    public static async Task<Parameters> Prepare(Parameters parameters)
    {
        parameters.Client = await Silos.ClientAsync(typeof(MapOverCluster));
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
        if (!watch.Observed)
        {
            var timed = await Ended.OfAsync(() => CallAsync(state, cluster));
            return new(timed.Value, timed.Error);
        }

        using var notes = new Notes();
        var limit = state.Variant == "at-most" ? state.Limit : 0;
        var toldAtOnce = state.Variant == "as-they-end";
        WatchedJobs.Begin(watch, notes, state.Numbers, limit, toldAtOnce, () => Silos.RoundAsync(cluster));
        var told = await Ended.WithinLimitAsync(() => CallAsync(state, cluster));
        int? running = limit > 0 ? null : AtWork();
        watch.Event("told", value: told.Error ?? "counts");
        watch.OpenGate("told");
        await Waiting.UntilAsync(() => AtWork() == 0);
        return new Output(told.Value, told.Error, running);

        int AtWork()
        {
            var words = notes.Lines().Select(line => line[0]).ToArray();
            return words.Count(word => word == "begin") - words.Count(word => word == "end");
        }
    }

    private static async Task<IReadOnlyList<int?>> CallAsync(Parameters state, IGrainFactory cluster) =>
        state.Variant switch
        {
            "in-order" => Nullable(await MapOverCluster.InOrderAsync(cluster, state.Numbers)),
            "as-they-end" => Nullable(await MapOverCluster.AsTheyEndAsync(cluster, state.Numbers)),
            "at-most" => Nullable(await MapOverCluster.AtMostAsync(cluster, state.Numbers, state.Limit)),
            _ => await MapOverCluster.OutcomesAsync(cluster, state.Numbers),
        };

    private static int?[] Nullable(int[] counts) => [.. counts];
}
