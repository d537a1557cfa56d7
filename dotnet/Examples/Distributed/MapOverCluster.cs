#:package Microsoft.Orleans.Sdk
#:package Microsoft.Orleans.Server
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parallax.Examples;

/// <summary>
/// Many calls for a cluster: how many are at work at once, in which order do they end, what does one failure do?
/// </summary>
/// <remarks>
/// Calls of different grains all begin at once; a <c>SemaphoreSlim</c> lets no more than a few be under way.
/// <c>Task.WhenAll</c> gives the results in the order of the calls, and throws one of the errors when all have
/// ended. <c>Task.WhenEach</c> gives the calls in the order in which they end, so that the first error comes out
/// while others still run. Each task says how it ended. Dask runs as many calls as its workers have threads.
/// </remarks>
public static class MapOverCluster
{
    /// <summary>All at once; the results stand in the order of the numbers.</summary>
    public static async Task<int[]> InOrderAsync(IGrainFactory cluster, int[] numbers) =>
        await Task.WhenAll(numbers.Select(number => cluster.GetGrain<INumber>(number).Divisors()));

    /// <summary>All at once; the results come in the order in which the calls end.</summary>
    public static async Task<int[]> AsTheyEndAsync(IGrainFactory cluster, int[] numbers)
    {
        var counts = new List<int>();
        var calls = numbers.Select(number => cluster.GetGrain<INumber>(number).Divisors());
        await foreach (var call in Task.WhenEach(calls))
        {
            counts.Add(await call);
        }

        return [.. counts];
    }

    /// <summary>A few at once: the others wait until one has ended.</summary>
    public static async Task<int[]> AtMostAsync(IGrainFactory cluster, int[] numbers, int limit)
    {
        using var permits = new SemaphoreSlim(limit);
        return await Task.WhenAll(numbers.Select(OneAsync));

        async Task<int> OneAsync(int number)
        {
            await permits.WaitAsync();
            try
            {
                return await cluster.GetGrain<INumber>(number).Divisors();
            }
            finally
            {
                permits.Release();
            }
        }
    }

    /// <summary>All at once; what fails does not spoil the others' results.</summary>
    public static async Task<int?[]> OutcomesAsync(IGrainFactory cluster, int[] numbers)
    {
        Task<int>[] asked = [.. numbers.Select(number => cluster.GetGrain<INumber>(number).Divisors())];
        await Task.WhenAny(Task.WhenAll(asked)); // waits, and throws nothing
        return [.. asked.Select(call => call.IsCompletedSuccessfully ? call.Result : (int?)null)];
    }

    public static async Task Main()
    {
        var port = Random.Shared.Next(5_000, 15_000) * 2; // below the ports that the system gives to clients
        using var host = new HostBuilder()
            .UseOrleans(silo => silo.UseLocalhostClustering(port, port + 1)).Build();
        await host.StartAsync();
        var cluster = host.Services.GetRequiredService<IGrainFactory>();
        int[] numbers = [6, 28, 13, 9];
        Print("in order", await InOrderAsync(cluster, numbers));
        Print("as they end", (await AsTheyEndAsync(cluster, numbers)).Order());
        Print("two at most", await AtMostAsync(cluster, numbers, 2));
        Print("one fails", await OutcomesAsync(cluster, [6, 28, 13, 0]));
        await host.StopAsync();
    }

    private static void Print<T>(string name, IEnumerable<T> counts) =>
        Console.WriteLine($"{name}: {string.Join(", ", counts.Select(count => count?.ToString() ?? "none"))}");
}

/// <summary>A grain whose key is the number.</summary>
public interface INumber : IGrainWithIntegerKey
{
    Task<int> Divisors();
}

/// <summary>What runs in a silo.</summary>
public sealed class Number : Grain, INumber
{
    public Task<int> Divisors()
    {
        var number = (int)this.GetPrimaryKeyLong();
        return number < 1
            ? throw new ArgumentException($"{number} has no number of divisors")
            : Task.FromResult(Enumerable.Range(1, number).Count(by => number % by == 0));
    }
}
