namespace Parallax.Wrong.__Chapter__.__Pair__;

/// <summary>Awaits each job where it is started: the jobs look as if they ran together, and follow one another.</summary>
public static class OneAfterTheOther
{
    public sealed record Parameters(string Variant, long[] Numbers, int WaitMs);

    public sealed record Output(long[] Answers, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var answers = new List<long>();
        foreach (var number in state.Numbers)
        {
            answers.Add(await Task.Run(() => Job(number, state.Numbers.Length, state, trace)));
        }

        return new Output([.. answers], answers.Count);
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
