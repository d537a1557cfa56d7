using System.Threading.Channels;

namespace Parallax.Examples.Flow;

/// <summary>Runs waiting jobs by their arrival, by their priority and by their due time.</summary>
/// <remarks>
/// The worker takes the next job when it has ended the one before: what comes meanwhile waits, however urgent it
/// is. A prioritised channel (.NET 9) hands out its smallest entry, and tuples are compared item by item. So the
/// number in the middle matters. Without it, jobs of the same priority would come in any order: neither this
/// channel nor a <c>PriorityQueue</c> keeps the one in which they were put in. .NET has no schedule in its library;
/// a <c>PriorityQueue</c> and a loop are one. Its clock is simply put forward here. A real one would wait by
/// <c>Task.Delay</c>, which takes a <c>TimeProvider</c> for such clocks. (A <c>TaskScheduler</c> is something else:
/// it decides on which thread a task runs.) Older code sorted a list after each arrival.
/// </remarks>
public static class Scheduling
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
        var order = new List<string>();
        // [step: the jobs come]
        foreach (var (number, one) in state.Jobs.Index())
        {
            await waiting.Writer.WriteAsync((one.Priority, number, one.Name));
        }

        // [step: work]
        while (waiting.Reader.Count > 0)
        {
            var (_, _, name) = await waiting.Reader.ReadAsync();
            using var span = trace.Span("job", item: name);
            order.Add(name);
            // [step: one more comes]
            if (order.Count == 1)
            {
                trace.Event("late job comes", item: state.Late.Name);
                await waiting.Writer.WriteAsync((state.Late.Priority, state.Jobs.Length, state.Late.Name));
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
            // [step: one more comes]
            if (order.Count == 1)
            {
                trace.Event("late job comes", item: state.Late.Name);
                waiting.Enqueue(state.Late.Name, (state.Late.DueMs, state.Late.Priority, state.Jobs.Length));
            }
        }

        // [step: the jobs come]
        foreach (var (number, one) in state.Jobs.Index())
        {
            waiting.Enqueue(one.Name, (one.DueMs, one.Priority, number));
        }

        // [step: work]
        while (waiting.TryDequeue(out var name, out var rank))
        {
            now = Math.Max(now, rank.Item1);
            Work(name);
        }

        return new Output(order, ranAt);
    }
}
