namespace Parallax.Wrong.Parallel.ParallelSum;

/// <summary>Starts from <c>0</c>, which is an int: the total silently wraps, as in the source's Aggregate.</summary>
public static class IntTotal
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(long Sum, long Count);

    public static int[] Prepare(Parameters parameters) => [.. Enumerable.Range(0, parameters.N)];

    public static Output Run(int[] numbers, ITrace trace) =>
        new(numbers.Aggregate(0, (total, number) => total + number), numbers.Length);
}
