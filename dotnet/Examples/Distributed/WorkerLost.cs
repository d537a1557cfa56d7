#:package Microsoft.Orleans.Sdk
#:package Microsoft.Orleans.Server
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Placement;

namespace Parallax.Examples;

/// <summary>A silo is killed in the middle of a call: what is lost, what is run again, what happens twice?</summary>
/// <remarks>
/// When the cluster has found the silo dead, the call throws SiloUnavailableException, and nobody runs it again but
/// the caller. The dead silo may have done half of it, or all of it: called again, the grain does that half twice. This
/// is called at-least-once. Only an idempotent call may be made again without a thought, such as one that looks first,
/// outside its silo, whether the order is charged. The grain is activated in another silo, and what it kept in memory
/// is lost. A silo is found dead when it has missed three probes, after some 15 s, or when it is started again at the
/// same address. A caller outside of the silos is told nothing: its call ends with a TimeoutException after 30 s.
/// </remarks>
public static class WorkerLost
{
    /// <summary>Called once: if the silo dies, the caller is told, but not whether the order was charged.</summary>
    public static async Task<string> CallAsync(IGrainFactory cluster, string ledger, string order) =>
        await cluster.GetGrain<ICashier>(order).Charge(ledger, order, once: false);

    /// <summary>Called again, and charged again.</summary>
    public static async Task<string> RetryAsync(IGrainFactory cluster, string ledger, string order) =>
        await TwiceAsync(() => cluster.GetGrain<ICashier>(order).Charge(ledger, order, false));

    /// <summary>Called again as well, and charged once all the same.</summary>
    public static async Task<string> IdempotentAsync(IGrainFactory cluster, string ledger, string order) =>
        await TwiceAsync(() => cluster.GetGrain<ICashier>(order).Charge(ledger, order, once: true));

    /// <summary>The call has ended, and then the silo in whose memory the grain keeps the receipt dies.</summary>
    public static async Task<string?> HeldAsync(IGrainFactory cluster, string ledger, string order, Func<Task> lose)
    {
        var cashier = cluster.GetGrain<ICashier>(order);
        await cashier.Charge(ledger, order, once: false);
        await lose();
        return await cashier.LastReceipt();
    }

    private static async Task<string> TwiceAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (SiloUnavailableException)
        {
            return await call();
        }
    }

    /// <summary>It is a silo and starts another one, which dies when it has charged, before it has answered.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var own, var first])
        {
            using var doomed = Silo(int.Parse(own), int.Parse(first), async call =>
            {
                await call.Invoke();
                Process.GetCurrentProcess().Kill();
            });
            await doomed.StartAsync();
            Console.WriteLine("a silo is up");
            await Console.In.ReadToEndAsync();
            return;
        }

        var ledger = Path.GetTempFileName();
        var port = Random.Shared.Next(5_000, 15_000) * 2; // below the ports that the system gives to clients
        using var host = Silo(port, port, call => call.Invoke());
        await host.StartAsync();
        var cluster = host.Services.GetRequiredService<IGrainFactory>();
        var other = await StartSiloAsync();
        foreach (var variant in new[] { RetryAsync, IdempotentAsync })
        {
            var silos = await cluster.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            var there = silos.Keys.Single(silo => silo.Endpoint.Port != port);
            RequestContext.Set(IPlacementDirector.PlacementHintKey, there); // where the grain is to be activated
            var charging = variant(cluster, ledger, variant.Method.Name);
            await other.WaitForExitAsync();
            other = await StartSiloAsync(); // at the same address: so the cluster finds the old one dead
            Console.WriteLine($"{await charging}, charged {string.Join(' ', await File.ReadAllLinesAsync(ledger))}");
        }

        other.Kill();
        await host.StopAsync();
        File.Delete(ledger);

        async Task<Process> StartSiloAsync()
        {
            var silo = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [$"{port + 2}", $"{port}"])
            {
                RedirectStandardInput = true, // it ends with us
                RedirectStandardOutput = true,
            })!;
            await silo.StandardOutput.ReadLineAsync();
            return silo;
        }
    }

    private static IHost Silo(int port, int first, Func<IIncomingGrainCallContext, Task> calls) =>
        new HostBuilder().UseOrleans(silo => silo
            .UseLocalhostClustering(port, port + 1, new IPEndPoint(IPAddress.Loopback, first))
            .AddIncomingGrainCallFilter(call => call.Grain is Cashier ? calls(call) : call.Invoke())).Build();
}

/// <summary>What a caller knows of the grain; its key is the order.</summary>
public interface ICashier : IGrainWithStringKey
{
    Task<string> Charge(string ledger, string order, bool once);

    Task<string?> LastReceipt();
}

/// <summary>What runs in a silo: its effect, a line of a file, outlives it, and its field does not.</summary>
public sealed class Cashier : Grain, ICashier
{
    private string? _receipt;

    public async Task<string> Charge(string ledger, string order, bool once)
    {
        if (!once || !(await File.ReadAllLinesAsync(ledger)).Contains(order))
        {
            await File.AppendAllLinesAsync(ledger, [order]);
        }

        return _receipt = $"receipt of {order}";
    }

    public Task<string?> LastReceipt() => Task.FromResult(_receipt);
}
