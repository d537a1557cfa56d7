using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>What a record says of this runtime.</summary>
internal static class Facts
{
    private const int Protocol = 1;

    /// <summary>The facts of the hello, without its token.</summary>
    public static JsonObject OfRuntime()
    {
        ThreadPool.GetMinThreads(out var least, out _);
        return new JsonObject
        {
            ["protocol"] = Protocol,
            ["pid"] = Environment.ProcessId,
            ["language"] = "dotnet",
            ["version"] = RuntimeInformation.FrameworkDescription,
            ["implementation"] = Linked.IsNative ? "NativeAOT" : "CoreCLR",
            ["gil"] = null,
            ["processors"] = Environment.ProcessorCount,
            ["workstation"] = !GCSettings.IsServerGC,
            ["concurrent_gc"] = GCSettings.LatencyMode != GCLatencyMode.Batch,
            ["tiered_compilation"] = Jit(IsOn("TieredCompilation")),
            ["tiered_pgo"] = Jit(IsOn("TieredCompilation") && IsOn("TieredPGO")),
            ["pool_min_threads"] = least,
            ["modules"] = new JsonObject(),
        };
    }

    // A native program has none.
    private static JsonNode? Jit(bool setting) => Linked.IsNative ? null : setting;

    /// <summary>Whether what the JIT does by default was not turned off, as the runtime reads it.</summary>
    private static bool IsOn(string setting) =>
        Environment.GetEnvironmentVariable($"DOTNET_{setting}") is not { } told
        || !long.TryParse(told, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
        || value != 0;
}
