#:package Microsoft.Orleans.Sdk
#:package Microsoft.Orleans.Server
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;

namespace Parallax.Examples;

/// <summary>An object with a state lives in a silo: who keeps two calls from being inside it at once?</summary>
/// <remarks>
/// A grain takes one call at a time, and needs no lock. It lets nobody in while it awaits, either: the next call
/// begins when the task of the one before has ended. So two grains that call each other wait for ever, until the
/// call times out. <c>[AlwaysInterleave]</c> on a method, or <c>[Reentrant]</c> on the class, lets others in at each
/// <c>await</c>: then <c>balance += await ...</c>, which has read the old balance before it waits, loses deposits,
/// and a <c>SemaphoreSlim</c> keeps the others out. An async method of a Dask actor lets others in as it is.
/// </remarks>
public static class ActorState
{
    /// <summary>A method without an await: one call at a time, and no lock.</summary>
    public static async Task PlainAsync(IAccount account, IRates rates, int[] amounts) =>
        await Task.WhenAll(amounts.Select(amount => account.Deposit(amount)));

    /// <summary>A method that awaits: still one call at a time.</summary>
    public static async Task AwaitsAsync(IAccount account, IRates rates, int[] amounts) =>
        await Task.WhenAll(amounts.Select(amount => account.Exchange(amount, rates)));

    /// <summary>A method that lets others in while it awaits.</summary>
    public static async Task InterleavedAsync(IAccount account, IRates rates, int[] amounts) =>
        await Task.WhenAll(amounts.Select(amount => account.ExchangeInterleaved(amount, rates)));

    /// <summary>The same with a lock, which the grain keeps for all calls.</summary>
    public static async Task LockedAsync(IAccount account, IRates rates, int[] amounts) =>
        await Task.WhenAll(amounts.Select(amount => account.ExchangeInTurn(amount, rates)));

    public static async Task Main()
    {
        var port = Random.Shared.Next(5_000, 15_000) * 2; // below the ports that the system gives to clients
        using var host = new HostBuilder()
            .UseOrleans(silo => silo.UseLocalhostClustering(port, port + 1)).Build();
        await host.StartAsync();
        var cluster = host.Services.GetRequiredService<IGrainFactory>();
        var rates = cluster.GetGrain<IRates>(0);
        foreach (var (key, way) in new[] { PlainAsync, AwaitsAsync, InterleavedAsync, LockedAsync }.Index())
        {
            var account = cluster.GetGrain<IAccount>(key);
            await way(account, rates, [10, 20, 30]);
            Console.WriteLine($"{way.Method.Name}: {await account.Balance()}");
        }

        await host.StopAsync();
    }
}

/// <summary>What a client knows of the grain.</summary>
public interface IAccount : IGrainWithIntegerKey
{
    Task<int> Balance();
    Task Deposit(int amount);
    Task Exchange(int amount, IRates rates);
    [AlwaysInterleave]
    Task ExchangeInterleaved(int amount, IRates rates);
    [AlwaysInterleave]
    Task ExchangeInTurn(int amount, IRates rates);
}

/// <summary>What lives in a silo.</summary>
public sealed class Account : Grain, IAccount
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _balance;

    public Task<int> Balance() => Task.FromResult(_balance);

    public Task Deposit(int amount) => Task.FromResult(_balance += amount);

    public async Task Exchange(int amount, IRates rates) => _balance += await rates.InEuros(amount);

    public async Task ExchangeInterleaved(int amount, IRates rates) => _balance += await rates.InEuros(amount);

    public async Task ExchangeInTurn(int amount, IRates rates)
    {
        await _turn.WaitAsync();
        try
        {
            _balance += await rates.InEuros(amount);
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>Another grain, which an account asks while it is inside a call.</summary>
public interface IRates : IGrainWithIntegerKey
{
    Task<int> InEuros(int amount);
}

/// <summary>It has nothing that calls could spoil: it lets all in.</summary>
[Reentrant]
public sealed class Rates : Grain, IRates
{
    public async Task<int> InEuros(int amount)
    {
        await Task.Delay(10);
        return 2 * amount;
    }
}
