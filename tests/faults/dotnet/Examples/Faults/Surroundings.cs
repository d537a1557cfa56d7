using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parallax.Examples;

/// <summary>Changes what the next example in its process would find, in a way for each method.</summary>
public static class Surroundings
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE, in Linux
    private const int Mine = 0x180; // 0600
    private const PosixSignal User = (PosixSignal)10; // SIGUSR1, in Linux
    private static readonly List<object> Kept = [];

    public static string WellBehaved() => "well";

    public static void WorkingDirectory() => Directory.SetCurrentDirectory("/");

    public static void Umask() => umask(0x3f);

    public static void Variable() => Environment.SetEnvironmentVariable("LEFT_BEHIND", "yes");

    public static void Files() => Kept.AddRange(Enumerable.Range(0, 3).Select(_ => Null()));

    public static void NoDescriptor()
    {
        Limit();
        try
        {
            while (true)
            {
                Kept.Add(Null());
            }
        }
        catch (IOException)
        {
            // None is left.
        }
    }

    public static void Limit()
    {
        getrlimit(OpenFiles, out var limit);
        setrlimit(OpenFiles, limit with { Now = 300 });
    }

    public static void Handler() => Kept.Add(PosixSignalRegistration.Create(User, context => context.Cancel = true));

    public static void HandlerOfSigterm() => Kept.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true));

    public static void SystemV()
    {
        if (shmget(0, 4096, Mine) < 0 || semget(0, 1, Mine) < 0 || msgget(0, Mine) < 0)
        {
            throw new InvalidOperationException("the system makes none");
        }
    }

    public static void TimerToCome() => Kept.Add(new Timer(_ => Environment.FailFast("in another's trial"), null, 600_000, Timeout.Infinite));

    public static void ClosedOutput() => new SafeFileHandle(1, ownsHandle: true).Dispose();

    public static void Collector() => GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;

    public static void Culture()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.DefaultThreadCurrentCulture = comma;
    }

    public static void PoolMinimum() => ThreadPool.SetMinThreads(32, 32);

    public static void ConsoleOut() => Console.SetOut(TextWriter.Null);

    public static void BusyPool() => ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(Timeout.Infinite));

    public static void PoolThrows()
    {
        // Some of it has begun when the answer is given, some has not.
        for (var number = 0; number < 8; number++)
        {
            ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(50));
        }

        ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException("nobody catches this"));
    }

    public static void ForegroundThread() => new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();

    public static void StarvedPool()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        using var last = new ManualResetEventSlim();
        for (var number = 0; number < threads + 200; number++)
        {
            ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(Timeout.Infinite));
        }

        ThreadPool.QueueUserWorkItem(_ => last.Set());
        last.Wait();
    }

    public static void Main() => WellBehaved();

    private static SafeFileHandle Null() => File.OpenHandle("/dev/null");

    [DllImport("libc")]
    private static extern uint umask(uint mask);

    [DllImport("libc")]
    private static extern int getrlimit(int resource, out Limits limit);

    [DllImport("libc")]
    private static extern int setrlimit(int resource, in Limits limit);

    [DllImport("libc")]
    private static extern int shmget(int key, nuint size, int flags);

    [DllImport("libc")]
    private static extern int semget(int key, int number, int flags);

    [DllImport("libc")]
    private static extern int msgget(int key, int flags);

    private record struct Limits(nuint Now, nuint Most);
}
