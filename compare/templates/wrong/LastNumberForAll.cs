namespace Parallax.Wrong.__Chapter__.__Pair__;

/// <summary>Starts the jobs from functions that share a variable outside the loop: each sees its last number.</summary>
public static class LastNumberForAll
{
    public sealed record Parameters(string Variant, long[] Numbers, int WaitMs);

    public sealed record Output(long[] Answers, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var starts = new List<Func<Task<long>>>();
        long number;
        for (var place = 0; place < state.Numbers.Length; place++)
        {
            number = state.Numbers[place];
            starts.Add(() => Job(number, state.Numbers.Length, state, trace));
        }

        var answers = await Task.WhenAll(starts.Select(start => start()));
        return new Output(answers, answers.Length);
    }

    private static async Task<long> Job(long number, int parties, Parameters state, ITrace trace)
    {
        using (trace.Span("job", item: number))
        {
            await trace.RendezvousAsync("all inside", parties);
            await Task.Delay(state.WaitMs);
            return number * number;
        }
    }
}
