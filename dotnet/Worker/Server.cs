using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>The .NET worker's main loop: JSON lines over its own private socket.</summary>
internal static class Server
{
    /// <summary>Serves until the channel closes or it is told to end.</summary>
    /// <param name="started">When the program began, on the monotonic clock.</param>
    /// <returns>The process's exit code.</returns>
    public static int Serve(long started)
    {
        Linked.UseContexts();
        // UTF-8 whatever the locale says; the rest of standard input is the examples', and already at its end.
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        var config = JsonNode.Parse(input.ReadLine() ?? "{}")!;
        using var channel = JsonLines.Connect((string)config["connect"]!);
        using var quit = Standing.OnQuit();
        channel.Send(Hello(started, (string?)config["token"]));
        var watch = new EndWatch(channel);
        var session = new Session(Leftovers.Baseline(), ownIpc: (bool?)config["own_ipc"] ?? false);
        while (channel.Read() is { } line && Parse(line) is var request && (string?)request["op"] != "exit")
        {
            watch.Turn();
            var reply = session.Handle(request);
            watch.Turn();
            if (request["number"] is { } number)
            {
                reply["number"] = number.DeepClone(); // so that nobody takes it for the answer to another one
            }

            channel.Send(reply);
        }

        EndWatch.Leave();
        return 0;
    }

    private static JsonObject Hello(long started, string? token)
    {
        var facts = Facts.OfRuntime();
        facts["start_ns"] = started;
        facts["token"] = token;
        return new JsonObject { ["hello"] = facts };
    }

    // What is no request is answered as one of an unknown kind.
    private static JsonObject Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
