namespace Parallax.Wrong.Parallel.ParallelForeach;

/// <summary>Leaves by <c>Stop</c>, which says neither where, nor that all items before were visited.</summary>
public static class StopForBreak
{
    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record Output(long? Total, int Visits, long? LeftAt, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var visits = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        int[] items = [.. Enumerable.Range(0, state.N)];
        var result = System.Threading.Tasks.Parallel.ForEach(items, options, (item, loopState) =>
        {
            var number = Interlocked.Increment(ref visits);
            using var span = trace.Span("visit", item: item);
            if (number <= state.Workers)
            {
                trace.Rendezvous("all at work", state.Workers);
            }

            if (item >= state.Needed)
            {
                SpinWait.SpinUntil(() => loopState.ShouldExitCurrentIteration);
                return;
            }

            trace.Event("needed", item: item);
            if (item == state.Needed - 1)
            {
                loopState.Stop();
            }
        });
        trace.Event("left");
        return new Output(Total: null, visits, result.LowestBreakIteration, Error: null);
    }
}
