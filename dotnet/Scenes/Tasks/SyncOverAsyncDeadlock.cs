using System.Collections.Concurrent;
using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Async work whose answer is there is waited for in several ways: who could go on, when, and on which thread?
/// </summary>
/// <remarks>
/// That time ran out proves nothing: the proof is that the answer was there, that the work went on only when the wait
/// had been given up, and that it then ended by itself. For starvation the pool may have no more threads than there are
/// callers; the first may go on when the first wait has run out.
/// </remarks>
public static class SyncOverAsyncDeadlockScene
{
    private const int TickMs = 16; // waits are counted in ticks, and may end so much before another clock says so

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(15); // the shortest patience is longer

    public sealed record Parameters(string Variant, int Answer, int WaitMs, int Callers);

    public sealed record Output(int? Result, string? Error, int? Afterwards, int WentOn, string? ResumedOn);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var starved = state.Variant == "starved";
        var callers = starved ? Math.Max(state.Callers, Environment.ProcessorCount) : 1;
        var (used, asked) =
            (new ConcurrentQueue<(int Answer, string On, bool Late)>(), new CountdownEvent(callers));
        var askers = new ConcurrentQueue<Thread>();
        var options = starved ? TaskCreationOptions.RunContinuationsAsynchronously : default;
        var reply = new TaskCompletionSource<int>(options);
        var (own, gaveUp, clock) = (0, false, Stopwatch.StartNew());
        var blocked = state.Variant == "blocked";
        IDisposable? work = null; // while it waits for the caller's thread
        var answering = new Thread(() =>
        {
            asked.Wait(1000); // met by every right text: all have asked, and now wait for what has not ended
            SpinWait.SpinUntil(
                () => askers.All(one => one.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin)),
                Moment);
            watch.Event("replied");
            reply.SetResult(state.Answer);
        })
        { IsBackground = true };
        answering.Start();

        using var limit = starved ? new PoolLimit(callers) : null;
        var told = await Told.Of(() => new OneThread().Run(Call, TimeSpan.FromSeconds(3)));
        answering.Join();
        limit?.Dispose();
        for (var looks = 0; looks < 200 && used.Count < callers; looks++)
        {
            await Task.Delay(10);
        }

        work?.Dispose();
        var late = !used.IsEmpty && used.All(one => one.Late);
        int[] answers = [.. used.Select(one => one.Answer).Distinct()];
        return new Output(
            told.Error is null ? told.Value : null,
            told.Error == "timeout" && late ? "deadlock" : told.Error,
            answers.Length == 1 ? answers[0] : null,
            starved ? used.Count - callers + state.Callers : used.Count,
            starved ? null : used.FirstOrDefault().On);

        async Task<int> Call()
        {
            own = Environment.CurrentManagedThreadId;
            watch.Event("step", item: "waits");
            var patience = TimeSpan.FromMilliseconds(
                state.Variant is "blocked" or "starved" ? state.WaitMs : 2000);
            try
            {
                using var wait = watch.Span("wait", item: blocked ? "caller for work" : "caller");
                return state.Variant switch
                {
                    "awaited" => await SyncOverAsyncDeadlock.AwaitedAsync(Ask, Use),
                    "blocked" => SyncOverAsyncDeadlock.Blocked(Ask, Use, patience),
                    "outside" => await SyncOverAsyncDeadlock.OutsideAsync(Ask, Use, patience),
                    "starved" => (await SyncOverAsyncDeadlock.StarvedAsync(Ask, Use, callers, patience))[0],
                    _ => SyncOverAsyncDeadlock.ConfigureAwait(Ask, Use, patience),
                };
            }
            catch (TimeoutException)
            {
                gaveUp = true;
                watch.Event("step", item: "gave up");
                await Task.Yield(); // the context's thread is free: what waits for it runs
                await Task.Yield();
                throw;
            }
        }

        Task<int> Ask()
        {
            askers.Enqueue(Thread.CurrentThread);
            if (!asked.IsSet)
            {
                work = blocked ? watch.Span("wait", item: "work for caller") : null;
                asked.Signal();
            }

            return reply.Task;
        }

        int Use(int answer)
        {
            Interlocked.Exchange(ref work, null)?.Dispose();
            watch.Event("step", item: "resumed");
            var on = Environment.CurrentManagedThreadId == own ? "own thread" : "another";
            used.Enqueue((answer, on, starved ? clock.ElapsedMilliseconds >= state.WaitMs - TickMs : gaveUp));
            return answer;
        }
    }

    /// <summary>A pool of so many threads, at once and no more, until it is disposed.</summary>
    private sealed class PoolLimit : IDisposable
    {
        private readonly int _min, _minIo, _most, _mostIo;

        public PoolLimit(int threads)
        {
            ThreadPool.GetMinThreads(out _min, out _minIo);
            ThreadPool.GetMaxThreads(out _most, out _mostIo);
            ThreadPool.SetMinThreads(Math.Min(_min, threads), _minIo);
            ThreadPool.SetMaxThreads(threads, _mostIo);
            ThreadPool.SetMinThreads(threads, _minIo);
        }

        public void Dispose()
        {
            ThreadPool.SetMaxThreads(_most, _mostIo);
            ThreadPool.SetMinThreads(_min, _minIo);
        }
    }
}
