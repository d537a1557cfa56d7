// Two ranges of TensorPrimitives.Sum in parallel and nothing else: what parallel-sum's tuned variant is
// measured against. Each line on standard input is a number of sums; the answer is how many nanoseconds
// they took.
using System.Diagnostics;
using System.Numerics.Tensors;

var n = int.Parse(args[0]);
var numbers = new long[n];
for (var i = 0; i < n; i++)
{
    numbers[i] = i;
}

var sums = new long[2];
while (Console.ReadLine() is { } line)
{
    var total = 0L;
    var began = Stopwatch.GetTimestamp();
    for (var left = int.Parse(line); left > 0; left--)
    {
        Parallel.For(0, 2, half => sums[half] = TensorPrimitives.Sum<long>(numbers.AsSpan(half * (n / 2), n / 2)));
        total = sums[0] + sums[1];
    }

    Console.WriteLine((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
    if (total != (long)n * (n - 1) / 2)
    {
        throw new InvalidOperationException($"the sum is wrong: {total}");
    }
}
