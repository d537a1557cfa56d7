using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Parallax.Examples;

namespace Parallax.Scenes;

/// <summary>Lets the example change its surroundings in the way that the variant names; or a child speak to the sink.</summary>
public static class SurroundingsScene
{
    public sealed record Parameters(string Variant);

    public sealed record Output(object Answer);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        watch.Event("begun", item: state.Variant);
        if (state.Variant.EndsWith("-event", StringComparison.Ordinal))
        {
            Speak(state.Variant, ((Trace)watch).Address!);
            return new Output("well");
        }

        var name = string.Concat(state.Variant.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var fault = typeof(Surroundings).GetMethod(name)!;
        return new Output(fault.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null) ?? "well");
    }

    // What a child would send that knows the token, and is broken.
    private static void Speak(string variant, TraceAddress address)
    {
        using var child = new TcpClient("127.0.0.1", address.Port);
        var channel = child.GetStream();
        channel.Write(Encoding.UTF8.GetBytes($$"""{"token":"{{address.Token}}","trial":"{{address.Trial}}"}""" + "\n"));
        try
        {
            var piece = new byte[1_000_000];
            for (var number = 0; variant == "long-event" && number < 200; number++)
            {
                channel.Write(piece.AsSpan());
            }

            var deep = new string('[', 100_000) + new string(']', 100_000);
            channel.Write(Encoding.UTF8.GetBytes(variant == "deep-event" ? $$"""{"event":{{deep}}}""" + "\n" : "{\"event\": {\"t\": \"now\"}}\n"));
            _ = channel.Read(piece);
        }
        catch (IOException)
        {
            // It has hung up.
        }
    }
}
