namespace Parallax.Examples;

/// <summary>How do I handle each item on several threads, add up, and stop at an item or an error?</summary>
/// <remarks>
/// This is data parallelism: one function, many items. <c>Parallel.ForEach</c> shares the items out and gives
/// no results: each thread has a subtotal of its own, which is added to the total once. <c>Break</c> leaves
/// the loop: items behind that one begin no more, and all items before it are still visited. An error leaves
/// it, too, in an <c>AggregateException</c>, for several items may fail at once. The loop waits for the items
/// under way. In Python an executor's map gives the results, and the caller adds up. You will also see
/// <c>Parallel.For</c>, a parallel query (PLINQ), and <c>Stop</c>, which drops items before that one, too.
/// </remarks>
public static class ParallelForeach
{
    /// <summary>All items: the threads share the total only, and add their subtotals to it atomically.</summary>
    public static long ForEach(int[] items, Func<int, long> visit, int workers)
    {
        var total = 0L;
        Parallel.ForEach(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            localInit: () => 0L,
            body: (item, _, subtotal) => subtotal + visit(item),
            localFinally: subtotal => Interlocked.Add(ref total, subtotal));
        return total;
    }

    /// <summary>The place of the first item that fits: all items before it have been looked at.</summary>
    public static long? Leave(int[] items, Func<int, bool> fits, int workers)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers };
        var result = Parallel.ForEach(items, options, (item, loop) =>
        {
            if (fits(item))
            {
                loop.Break();
            }
        });
        return result.LowestBreakIteration;
    }

    public static void Main()
    {
        int[] numbers = [.. Enumerable.Range(1, 1000)];
        Console.WriteLine($"sum: {ForEach(numbers, number => number, workers: 2)}");
        var place = Leave(numbers, number => number * number > 500, workers: 2);
        Console.WriteLine($"first square above 500: that of number {numbers[place!.Value]}");
        try
        {
            ForEach([3, 2, 1, 0], number => 12 / number, workers: 2);
        }
        catch (AggregateException all)
        {
            Console.WriteLine($"{all.InnerExceptions.Count} item failed: {all.InnerException!.Message}");
        }
    }
}
