using System.Threading.Channels;

namespace Parallax.Wrong.Flow.Scheduling;

/// <summary>Leaves out the number: the channel keeps no order among jobs of the same priority.</summary>
public static class NoNumber
{
    public sealed record Job(string Name, int Priority, int DueMs);

    public sealed record Parameters(string Variant, Job[] Jobs, Job Late);

    public sealed record Output(IReadOnlyList<string> Order, IReadOnlyList<int>? RanAt);

    private static UnboundedPrioritizedChannelOptions<(int Priority, int, string)> Options => new()
    {
        Comparer = Comparer<(int Priority, int, string)>.Create((one, other) => one.Priority.CompareTo(other.Priority)),
    };

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "arrival" => await ByQueue(Channel.CreateUnbounded<(int, int, string)>(), state, trace),
        "priority" => await ByQueue(Channel.CreateUnboundedPrioritized(Options), state, trace),
        "due" => ByDueTime(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static async Task<Output> ByQueue(Channel<(int, int, string)> waiting, Parameters state, ITrace trace)
    {
        var order = new List<string>();
        foreach (var one in state.Jobs)
        {
            await waiting.Writer.WriteAsync((one.Priority, 0, one.Name));
        }

        while (waiting.Reader.Count > 0)
        {
            var (_, _, name) = await waiting.Reader.ReadAsync();
            using var span = trace.Span("job", item: name);
            order.Add(name);
            if (order.Count == 1)
            {
                trace.Event("late job comes", item: state.Late.Name);
                await waiting.Writer.WriteAsync((state.Late.Priority, 0, state.Late.Name));
            }
        }

        return new Output(order, RanAt: null);
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
