#:package Microsoft.Orleans.Client
#:package Microsoft.Orleans.Sdk
#:package Microsoft.Orleans.Server
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parallax.Examples;

/// <summary>A method runs in another process: what is copied, which order is kept, is a call run again?</summary>
/// <remarks>
/// A silo is a process that grains live in, and a grain is an object with a key. The client calls a grain by its
/// key, and need not know in which silo it lives. Arguments and results are copied: what the grain does to its
/// list, the caller's own does not show. Calls of several grains run at once, and end in any order; WhenAll gives
/// the results in the order of the calls. One grain takes one call at a time. Each call is run, the same one too.
/// An error comes out where the call is awaited.
/// </remarks>
public static class RemoteCall
{
    /// <summary>Each call waits for the one before it.</summary>
    public static async Task<List<int>[]> OneByOneAsync(IGrainFactory cluster, List<int>[] orders)
    {
        var bills = new List<List<int>>();
        foreach (var (key, order) in orders.Index())
        {
            bills.Add(await cluster.GetGrain<ITill>(key).AddTotal(order));
        }

        return [.. bills];
    }

    /// <summary>All calls are under way at once.</summary>
    public static async Task<List<int>[]> TogetherAsync(IGrainFactory cluster, List<int>[] orders) =>
        await Task.WhenAll(orders.Select((order, key) => cluster.GetGrain<ITill>(key).AddTotal(order)));

    /// <summary>The same call again: it is run again.</summary>
    public static async Task<List<int>[]> AgainAsync(IGrainFactory cluster, List<int> order)
    {
        var till = cluster.GetGrain<ITill>(0);
        var first = await till.AddTotal(order);
        return [first, await till.AddTotal(order)];
    }

    /// <summary>With ports it is a silo; else it starts two, and is their client.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var port, var primary])
        {
            await RunSiloAsync(int.Parse(port), int.Parse(primary));
            return;
        }

        var free = Random.Shared.Next(5_000, 15_000) * 2; // below the ports that the system gives to clients
        using Process first = StartSilo(free), second = StartSilo(free + 2);
        await Task.WhenAll(first.StandardOutput.ReadLineAsync(), second.StandardOutput.ReadLineAsync());
        var gateway = new IPEndPoint(IPAddress.Loopback, free + 1);
        using var client = new HostBuilder().UseOrleansClient(at => at.UseStaticClustering(gateway)).Build();
        await client.StartAsync();
        var cluster = client.Services.GetRequiredService<IClusterClient>();
        List<int>[] orders = [[3, 4], [5, 6]];
        Print("one by one", await OneByOneAsync(cluster, orders));
        Print("together", await TogetherAsync(cluster, orders));
        Print("again", await AgainAsync(cluster, orders[0]));
        Print("mine are as they were", orders);
        await client.StopAsync();
        first.StandardInput.Close(); // which ends a silo
        second.StandardInput.Close();
        await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());

        Process StartSilo(int at) => Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [$"{at}", $"{free}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
    }

    private static async Task RunSiloAsync(int port, int primary)
    {
        var meet = new IPEndPoint(IPAddress.Loopback, primary); // the first silo, where the others register
        using var host = new HostBuilder().UseOrleans(
            silo => silo.UseLocalhostClustering(port, port + 1, meet)).Build();
        await host.StartAsync();
        Console.WriteLine("a silo is up");
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    private static void Print(string name, IEnumerable<List<int>> orders) =>
        Console.WriteLine($"{name}: {string.Join(", ", orders.Select(order => string.Join(" ", order)))}");
}

/// <summary>What a client knows of the grain.</summary>
public interface ITill : IGrainWithIntegerKey
{
    /// <summary>The order, with its total at the end.</summary>
    Task<List<int>> AddTotal(List<int> order);
}

/// <summary>What runs in a silo.</summary>
public sealed class Till : Grain, ITill
{
    public Task<List<int>> AddTotal(List<int> order)
    {
        if (order.Count == 0)
        {
            throw new ArgumentException("an order without items");
        }

        order.Add(order.Sum()); // to this grain's own copy
        return Task.FromResult(order);
    }
}
