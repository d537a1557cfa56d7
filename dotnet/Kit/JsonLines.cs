using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Parallax;

/// <summary>Lines of JSON over a socket: the worker's channel to the harness, and a child's to its worker.</summary>
/// <param name="socket">A connected socket; it is closed with this.</param>
/// <param name="longest">How many bytes a line may have.</param>
/// <remarks>.NET makes its sockets close-on-exec: the children of an example do not inherit them.</remarks>
public sealed class JsonLines(Socket socket, int longest = int.MaxValue) : IDisposable
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Connects to <c>unix:PATH</c> or <c>tcp:HOST:PORT</c>.</summary>
    public static JsonLines Connect(string address)
    {
        var colon = address.IndexOf(':');
        var place = address[(colon + 1)..];
        var unix = address[..colon] == "unix";
        return To(unix ? new UnixDomainSocketEndPoint(place) : IPEndPoint.Parse(place));
    }

    /// <summary>Connects to a port of this machine.</summary>
    public static JsonLines ToLoopback(int port) => To(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Whether the other side has gone; to be asked while no line is expected.</summary>
    public bool HasEnded()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Whether a whole line was received and not yet read.</summary>
    public bool HasLine => Unread.Contains((byte)'\n');

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next line without its end, or null when the other side has gone.</summary>
    /// <exception cref="InvalidDataException">It is longer than a line may be.</exception>
    public byte[]? Read()
    {
        byte[]? line;
        while ((line = Next()) is null)
        {
            try
            {
                var got = socket.Receive(_buffer.AsSpan(_end));
                if (got == 0)
                {
                    return null;
                }

                _end += got;
            }
            catch (SocketException)
            {
                return null;
            }
        }

        return line;
    }

    /// <summary>The next line, without blocking a thread.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        byte[]? line;
        while ((line = Next()) is null)
        {
            try
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken)
                    .ConfigureAwait(false);
                if (got == 0)
                {
                    return null;
                }

                _end += got;
            }
            catch (SocketException)
            {
                return null;
            }
        }

        return line;
    }

    /// <summary>Sends one line; where the other side has gone, the next read says so.</summary>
    public void Send(JsonObject value) => Send(value.ToJsonString(Json.Options));

    /// <summary>The same of a line that is JSON already.</summary>
    public void Send(string line)
    {
        ReadOnlySpan<byte> left = Encoding.UTF8.GetBytes(line + "\n");
        try
        {
            while (left.Length > 0)
            {
                left = left[socket.Send(left)..];
            }
        }
        catch (SocketException)
        {
            // Said by the next read.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static JsonLines To(EndPoint place)
    {
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(place);
        return new JsonLines(socket);
    }

    /// <summary>A whole line of the buffer; where there is none, there is room for more.</summary>
    private byte[]? Next()
    {
        var length = Unread.IndexOf((byte)'\n');
        if (length >= 0)
        {
            var line = _buffer.AsSpan(_start, length).ToArray();
            _start += length + 1;
            return line;
        }

        Unread.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= longest)
            {
                throw new InvalidDataException($"a line of more than {longest} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return null;
    }
}
