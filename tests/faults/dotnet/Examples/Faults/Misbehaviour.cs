using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Parallax.Examples;

/// <summary>Misbehaves, in a way for each method.</summary>
public static class Misbehaviour
{
    public static string WellBehaved() => "well";

    public static void Hangs() => Thread.Sleep(Timeout.Infinite);

    public static void HangsDeaf()
    {
        using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        Hangs();
    }

    public static void HangsWithChildren(IReadOnlyList<string> command) => Start(command, "endless").WaitForExit();

    public static void Crashes() => Environment.FailFast("on purpose");

    public static void ExitsThree() => Environment.Exit(3);

    public static void ExitsZero() => Environment.Exit(0);

    public static void Raises() => throw new KeyNotFoundException("nobody expected \u001b[2J this <script>");

    public static double NotFinite() => double.NaN;

    public static long TooLarge() => 1L << 60;

    public static void Floods()
    {
        var line = new string('x', 999);
        for (var number = 0; number < 40_000; number++)
        {
            Console.Out.WriteLine(line);
            Console.Error.WriteLine(line);
        }
    }

    public static string ReadsInput() => Console.In.ReadToEnd() is { Length: > 0 } text ? text : "well";

    public static void HostileOutput()
    {
        Console.Out.Flush();
        Console.OpenStandardOutput().Write("\u001b[2J\u001b]0;title\u0007 <script> ::add-path::/x | ``` \u202e\n"u8);
        Console.OpenStandardOutput().Write([0xff, 0x00, 0x0a]);
        throw new KeyNotFoundException("see my output");
    }

    public static void LeavesFile() => File.WriteAllText(Path.Combine(Path.GetTempPath(), "forgotten.txt"), "");

    public static void LeavesThread() => new Thread(Hangs) { IsBackground = true, Name = "forgotten" }.Start();

    public static void LeavesChild(IReadOnlyList<string> command) => Start(command, "endless");

    public static void LeavesDaemon(IReadOnlyList<string> command) => Start(command, ["daemon", .. command]).WaitForExit();

    public static string ExitsAfterwards() => "well";

    public static void ExitsAfterwardsCleanup() => Environment.Exit(3);

    public static string HangsAfterwards() => "well";

    public static void HangsAfterwardsCleanup() => Hangs();

    public static void TakesAPortInUse()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var own = new TcpListener((IPEndPoint)other.LocalEndpoint);
        own.Start();
    }

    public static void FloodsErrors()
    {
        var line = new string('x', 999);
        for (var number = 0; number < 20_000; number++)
        {
            Console.Error.WriteLine(line);
        }
    }

    public static string AnswersTooMuch() => new('x', 5_000_000);

    public static string SaysANumber() => $"{1.5} {double.Parse("1.5")}" is "1.5 1.5" ? "well" : $"{1.5}";

    /// <summary>A child that waits for ever, or one that leaves such a child behind.</summary>
    public static void Main(string[] args)
    {
        if (args is ["daemon", .. var command])
        {
            Start(command, "endless");
            return;
        }

        Hangs();
    }

    private static Process Start(IReadOnlyList<string> command, params string[] args) =>
        Process.Start(command[0], [.. command.Skip(1), .. args]);
}
