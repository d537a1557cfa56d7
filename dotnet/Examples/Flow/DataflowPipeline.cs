using System.Threading.Tasks.Dataflow;

namespace Parallax.Examples;

/// <summary>A pipeline of stages that work side by side: what slows down a stage that is too fast?</summary>
/// <remarks>
/// Each stage is a block with a bounded capacity. <c>SendAsync</c> to a full block waits for room: that is
/// backpressure. A block without a limit accepts everything. A <c>TransformBlock</c> gives its results in the
/// order of its input, although several are in work. Completion and failure pass along a link only with
/// <c>PropagateCompletion</c>; a failure arrives in an AggregateException. Dataflow is part of .NET. Python
/// builds such stages from a queue and a task group. You will also see the package's old name,
/// <c>Microsoft.Tpl.Dataflow</c>.
/// </remarks>
public static class DataflowPipeline
{
    /// <summary>Each number goes through all stages before the next one starts.</summary>
    public static async Task OneByOneAsync(IEnumerable<int> source, Func<int, Task<int>> work, Func<int, Task> collect)
    {
        foreach (var number in source)
        {
            await collect(await work(number));
        }
    }

    /// <summary>As many numbers are in work as there are workers; the next stage takes them in their order.</summary>
    public static async Task PipelineAsync(
        IEnumerable<int> source, Func<int, Task<int>> work, Func<int, Task> collect, int workers, int room)
    {
        var results = new TransformBlock<int, int>(
            work, new ExecutionDataflowBlockOptions { BoundedCapacity = room, MaxDegreeOfParallelism = workers });
        var collected = new ActionBlock<int>(collect, new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        results.LinkTo(collected, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (var number in source)
        {
            if (!await results.SendAsync(number))
            {
                break; // a block that has failed accepts nothing more
            }
        }

        results.Complete();
        await collected.Completion;
    }

    public static async Task Main()
    {
        await OneByOneAsync(Enumerable.Range(0, 6), Square, Show);
        await PipelineAsync(Enumerable.Range(0, 6), Square, Show, workers: 3, room: 4);

        static async Task<int> Square(int number)
        {
            await Task.Delay(100);
            return number * number;
        }

        static Task Show(int result) => Console.Out.WriteLineAsync($"{result}");
    }
}
