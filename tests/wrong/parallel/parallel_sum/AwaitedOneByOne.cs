namespace Parallax.Wrong.Parallel.ParallelSum;

/// <summary>Awaits each part's task right after its start, so that the parts are added one after the other.</summary>
public static class AwaitedOneByOne
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(long[] Numbers, int Workers);

    public sealed record Output(long Sum, long Count);

    public static State Prepare(Parameters parameters) =>
        new([.. Enumerable.Range(0, parameters.N).Select(number => (long)number)], parameters.Workers);

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (numbers, workers) = state;
        var total = 0L;
        for (var worker = 0; worker < workers; worker++)
        {
            var mine = worker;
            total += await Task.Run(() => Work(mine));
        }

        return new Output(total, numbers.Length);

        long Work(int worker)
        {
            using (trace.Span("add", item: worker))
            {
                if (worker < 2)
                {
                    trace.Rendezvous("two adding", 2);
                }

                var start = (int)((long)numbers.Length * worker / workers);
                var stop = (int)((long)numbers.Length * (worker + 1) / workers);
                return numbers[start..stop].Sum();
            }
        }
    }
}
