using System.Threading.Channels;

namespace Parallax.Wrong.Flow.Scheduling;

/// <summary>Starts each job as soon as it is taken, and awaits none before the end.</summary>
public static class AllAtOnce
{
    public sealed record Job(string Name, int Priority, int DueMs);

    public sealed record Parameters(string Variant, Job[] Jobs, Job Late);

    public sealed record Output(IReadOnlyList<string> Order, IReadOnlyList<int>? RanAt);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "arrival" => await ByQueue(Channel.CreateUnbounded<(int, int, string)>(), state, trace),
        "priority" => await ByQueue(Channel.CreateUnboundedPrioritized<(int, int, string)>(), state, trace),
        "due" => ByDueTime(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static async Task<Output> ByQueue(Channel<(int, int, string)> waiting, Parameters state, ITrace trace)
    {
        var (order, jobs) = (new List<string>(), new List<Task>());
        foreach (var (number, one) in state.Jobs.Index())
        {
            await waiting.Writer.WriteAsync((one.Priority, number, one.Name));
        }

        while (waiting.Reader.Count > 0)
        {
            var (_, _, name) = await waiting.Reader.ReadAsync();
            order.Add(name);
            jobs.Add(Inside(name, state, trace));
            if (order.Count == 1)
            {
                trace.Event("late job comes", item: state.Late.Name);
                await waiting.Writer.WriteAsync((state.Late.Priority, state.Jobs.Length, state.Late.Name));
            }
        }

        await Task.WhenAll(jobs);
        return new Output(order, RanAt: null);
    }

    private static async Task Inside(string name, Parameters state, ITrace trace)
    {
        using (trace.Span("job", item: name))
        {
            await trace.RendezvousAsync("all inside", state.Jobs.Length + 1);
        }
    }

    private static Output ByDueTime(Parameters state, ITrace trace)
    {
        var (order, ranAt, now) = (new List<string>(), new List<int>(), 0);
        var waiting = new PriorityQueue<string, (int, int, int)>();

        void Work(string name)
        {
            using var span = trace.Span("job", item: name);
            order.Add(name);
            ranAt.Add(now);
            if (order.Count == 1)
            {
                trace.Event("late job comes", item: state.Late.Name);
                waiting.Enqueue(state.Late.Name, (state.Late.DueMs, state.Late.Priority, state.Jobs.Length));
            }
        }

        foreach (var (number, one) in state.Jobs.Index())
        {
            waiting.Enqueue(one.Name, (one.DueMs, one.Priority, number));
        }

        while (waiting.TryDequeue(out var name, out var rank))
        {
            now = Math.Max(now, rank.Item1);
            Work(name);
        }

        return new Output(order, ranAt);
    }
}
