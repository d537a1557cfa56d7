using System.Net;
using System.Net.Sockets;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A program that ticks, and after each line waits until somebody has heard it: nobody can read it late.
/// </summary>
/// <remarks>
/// It is joined to the scene by a connection: there it gets a nod for each line that was heard, there it says when it
/// ends by itself, and when it is gone the connection is. It gives up after two seconds without a nod.
/// </remarks>
public static class SubprocessLiveOutputScene
{
    public sealed record Parameters(string Variant, int Ticks);

    public sealed record Output(
        string[]? Lines, int HeardAlive, bool EndedByItself, bool Over, int? ExitCode, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var nods = state.Variant switch { "live" => 1, "endless" => 2, _ => 0 };
        using var hearer = new Hearer(watch, nods > 0);
        string[] arguments = [$"{hearer.Port}", $"{state.Ticks}", $"{nods}"];
        string[] command = [.. Children.Command(typeof(Child), typeof(SubprocessLiveOutput)), .. arguments];
        var call = watch.Span("call");
        var (code, error) = await Children.Outcome(async () => (int?)await (state.Variant switch
        {
            "at-end" => SubprocessLiveOutput.AtEndAsync(command, hearer.Hear),
            "live" => SubprocessLiveOutput.LiveAsync(command, hearer.Hear),
            "endless" => SubprocessLiveOutput.EndlessAsync(command, hearer.Hear, state.Ticks),
            _ => SubprocessLiveOutput.InheritedAsync(command),
        }));
        call.Dispose();
        hearer.Look();
        string[]? lines = state.Variant == "inherited" ? null : [.. hearer.Lines];
        return new Output(
            lines, hearer.Alive, hearer.Bye, hearer.Ended, state.Variant == "endless" ? null : code, error);
    }

    /// <summary>What hears the lines, nods, and looks whether the program is still there.</summary>
    private sealed class Hearer : IDisposable
    {
        private readonly TcpListener _server = new(IPAddress.Loopback, 0);
        private readonly ITrace _watch;
        private readonly bool _nods;
        private Socket? _child;

        public Hearer(ITrace watch, bool nods)
        {
            (_watch, _nods) = (watch, nods);
            _server.Start();
        }

        public int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

        public List<string> Lines { get; } = [];

        public int Alive { get; private set; }

        public bool Ended { get; private set; }

        public bool Bye { get; private set; }

        public void Hear(string line)
        {
            Look();
            _watch.Event("heard", item: line);
            Lines.Add(line);
            Alive += Ended ? 0 : 1;
            if (_nods && !Ended)
            {
                _child?.Send("+"u8, SocketFlags.None, out _);
            }
        }

        /// <summary>Has it said that it ends, and is it gone?</summary>
        public void Look()
        {
            if (_child is null && _server.Pending())
            {
                _child = _server.AcceptSocket();
                _child.Blocking = false;
            }

            Span<byte> heard = stackalloc byte[64];
            while (_child is not null && !Ended)
            {
                var count = _child.Receive(heard, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    return;
                }

                Bye |= count > 0;
                if (count == 0 || error != SocketError.Success)
                {
                    Ended = true;
                    _watch.Event("ended");
                }
            }
        }

        public void Dispose()
        {
            _child?.Dispose();
            _server.Dispose();
        }
    }

    private static class Child
    {
        public static void Main(string[] args)
        {
            var (ticks, nods) = (int.Parse(args[1]), int.Parse(args[2]));
            using var scene = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000 };
            scene.Connect(IPAddress.Loopback, int.Parse(args[0]));
            var waits = nods > 0;
            for (var tick = 1; tick <= ticks; tick++)
            {
                Console.WriteLine($"tick {tick}");
                if (waits && !Heard(scene))
                {
                    waits = false;
                    scene.Send("bye"u8, SocketFlags.None, out _);
                    scene.Close();
                }
            }

            if (waits && nods == 2)
            {
                Heard(scene); // it has no end of its own, and falls silent
            }

            if (waits || nods == 0)
            {
                scene.Send("bye"u8, SocketFlags.None, out _);
            }
        }

        private static bool Heard(Socket scene)
        {
            scene.Receive(new byte[1], 0, 1, SocketFlags.None, out var error);
            return error == SocketError.Success;
        }
    }
}
