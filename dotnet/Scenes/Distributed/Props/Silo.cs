using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>A silo as a program: the example's grains live in it, and each call of them is watched.</summary>
public static class Silo
{
    /// <summary>Runs it until it is ended.</summary>
    /// <param name="args">Its port, and that of the first silo; then the example's assembly is known.</param>
    public static async Task Main(string[] args)
    {
        using var host = At(int.Parse(args[0]), int.Parse(args[1]));
        await host.StartAsync();
        Kept.Ready();
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>A silo that is not started yet.</summary>
    /// <param name="port">Its port; the next one is its gateway's.</param>
    /// <param name="primary">The port of the first silo.</param>
    public static IHost At(int port, int primary) => new HostBuilder().UseOrleans(silo => silo
        .UseLocalhostClustering(port, port + 1, Silos.At(primary))
        .AddIncomingGrainCallFilter<WatchedCalls>()
        .AddIncomingGrainCallFilter<WatchedTurns>()
        .AddIncomingGrainCallFilter<WatchedJobs>()
        .AddIncomingGrainCallFilter<DoomedCalls>()).Build();
}
