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
            ["implementation"] = "CoreCLR",
            ["gil"] = null,
            ["processors"] = Environment.ProcessorCount,
            ["workstation"] = !GCSettings.IsServerGC,
            ["pool_min_threads"] = least,
            ["modules"] = new JsonObject(),
        };
    }
}
