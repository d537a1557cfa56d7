using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// While the first job runs, one more comes; no job is ended before all who can go on without it have.
/// </summary>
public static class SchedulingScene
{
    public sealed record Given(string Name, int Priority, int DueMs);

    public sealed record Parameters(string Variant, Given[] Jobs, Given Late);

    public sealed record Output(IReadOnlyList<string> Order, IReadOnlyList<int>? RanAt, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await Task.Yield(); // onto the pool, whose rest is waited for
        var (order, ranAt, clock) = (new List<string>(), new List<int>(), new JumpingTime());
        Scheduling.Job[] jobs = [.. state.Jobs.Select(Job)];
        string? error = null;
        try
        {
            var text = state.Variant switch
            {
                "arrival" => Scheduling.ArrivalAsync(jobs, Work),
                "priority" => Scheduling.PriorityAsync(jobs, Work),
                _ => Scheduling.DueAsync(jobs, Work, clock),
            };
            await (watch.Observed ? text.WaitAsync(TimeSpan.FromSeconds(8)) : text);
        }
        catch (Exception raised)
        {
            error = Crew.Category(raised);
        }

        lock (order)
        {
            return new Output([.. order], state.Variant == "due" ? [.. ranAt] : null, error);
        }

        static Scheduling.Job Job(Given one) =>
            new(one.Name, one.Priority, TimeSpan.FromMilliseconds(one.DueMs));

        async Task Work(Scheduling.Job job, Action<Scheduling.Job> put)
        {
            using var span = watch.Span("job", item: job.Name);
            bool first;
            lock (order)
            {
                first = order.Count == 0;
                order.Add(job.Name);
                ranAt.Add((int)clock.Now.TotalMilliseconds);
            }

            if (first)
            {
                watch.Event("late job comes", item: state.Late.Name);
                put(Job(state.Late));
            }

            if (watch.Observed)
            {
                await Rest.Async();
            }
        }
    }
}
