using System.Net;
using Microsoft.Extensions.Hosting;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>A cluster of two silos, each a process of its own, kept for all trials of this worker.</summary>
public static class Silos
{
    private const int Rounds = 10;

    private static readonly SemaphoreSlim One = new(1);
    private static (int Ports, int[] Pids)? _running;

    /// <summary>A client of its own for a state; the silos are started where they do not run yet.</summary>
    /// <param name="example">A class of the example whose grains live in them.</param>
    public static async Task<IHost> ClientAsync(Type example)
    {
        await One.WaitAsync();
        try
        {
            if (_running is not { } running || running.Pids.Any(HasEnded))
            {
                _running = running = await StartAsync(example);
            }

            IPEndPoint[] gateways = [.. new[] { 1, 3 }.Select(next => At(running.Ports + next))];
            var client = new HostBuilder().UseOrleansClient(at => at.UseStaticClustering(gateways)
                .AddOutgoingGrainCallFilter<WatchedCalls>()
                .AddOutgoingGrainCallFilter<WatchedTurns>()
                .AddOutgoingGrainCallFilter<WatchedJobs>()).Build();
            await client.StartAsync();
            return client;
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Goes round all silos several times: whoever was called before has been reached.</summary>
    /// <param name="cluster">A client's.</param>
    public static async Task RoundAsync(IGrainFactory cluster)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await cluster.GetGrain<IManagementGrain>(0).GetTotalActivationCount();
        }
    }

    /// <summary>An address of this machine's.</summary>
    public static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private static bool HasEnded(int pid) => Children.StateOf(pid) is "Z" or "gone";

    private static async Task<(int Ports, int[] Pids)> StartAsync(Type example)
    {
        var ports = Random.Shared.Next(5_000, 15_000) * 2; // below those that the system gives to clients
        int[] pids = await Task.WhenAll(new[] { ports, ports + 2 }.Select(port => Kept.StartAsync(
            Children.Command(typeof(Silo), example, $"{port}", $"{ports}"))));
        return (ports, pids);
    }
}
