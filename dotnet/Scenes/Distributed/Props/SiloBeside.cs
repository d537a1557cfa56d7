using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Placement;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>A silo of this process, whose grains are called, and another one beside it, which can be killed.</summary>
/// <remarks>
/// A caller outside of the silos would not be told that one has died. The dead silo is started again at its address:
/// by this the cluster knows that the old one is dead, and probes, which a busy machine may miss, do not matter.
/// </remarks>
public sealed class SiloBeside : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly int _port;
    private readonly Type _example;
    private int _pid;
    private SiloAddress? _other;

    private SiloBeside(Type example)
    {
        _port = Random.Shared.Next(5_000, 15_000) * 2; // below those that the system gives to clients
        _example = example;
        _host = Silo.At(_port, _port);
    }

    /// <summary>Calls grains.</summary>
    public IGrainFactory Cluster => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts both silos.</summary>
    /// <param name="example">A class of the example whose grains live in them.</param>
    public static async Task<SiloBeside> StartAsync(Type example)
    {
        var made = new SiloBeside(example);
        await Task.WhenAll(made._host.StartAsync(), made.StartOtherAsync());
        SpinWait.SpinUntil(() => (made._other = made.Other()) is not null, Children.Limit);
        return made;
    }

    /// <summary>Has the grains that this flow calls activated in the other silo, as long as that lives.</summary>
    public void PlaceThere() => RequestContext.Set(IPlacementDirector.PlacementHintKey, _other!);

    /// <summary>Kills the other silo; returns when its process has ended.</summary>
    public async Task KillAsync()
    {
        using var other = Process.GetProcessById(_pid);
        other.Kill();
        await other.WaitForExitAsync();
    }

    /// <summary>Starts the other silo again; returns when this one knows that the old one is dead.</summary>
    public async Task StartAgainAsync()
    {
        var old = _other!;
        await StartOtherAsync();
        SpinWait.SpinUntil(() => Known.IsDeadSilo(old), Children.Limit);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _host.StopAsync();
        _host.Dispose();
    }

    private ISiloStatusOracle Known => _host.Services.GetRequiredService<ISiloStatusOracle>();

    private async Task StartOtherAsync() => _pid = await Kept.StartAsync(
        Children.Command(typeof(Silo), _example, $"{_port + 2}", $"{_port}"));

    private SiloAddress? Other() => Known.GetApproximateSiloStatuses(onlyActive: true).Keys
        .SingleOrDefault(silo => silo.Endpoint.Port != _port);
}
