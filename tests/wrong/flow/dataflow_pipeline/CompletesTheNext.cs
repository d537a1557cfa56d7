using System.Threading.Tasks.Dataflow;

namespace Parallax.Wrong.Flow.DataflowPipeline;

/// <summary>Completes the next block by hand, whether the first one ended well or failed.</summary>
public static class CompletesTheNext
{
    public sealed record Parameters(string Variant, int Numbers, int Workers, int Room, int WorkMs, int Refused);

    public sealed record Output(int[]? Evens, int? Sum, string? Error, string[] Caught);

    private sealed class Refused(string number) : Exception(number);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        string[] caught = [];
        string? error = null;
        var evens = new List<int>();
        try
        {
            await (state.Variant == "one-by-one" ? OneByOne(evens, state, trace) : Pipeline(evens, state, trace));
        }
        catch (Refused refused)
        {
            (caught, error) = ([refused.Message], "user");
        }
        catch (AggregateException all)
        {
            (caught, error) = ([.. all.Flatten().InnerExceptions.Select(refused => refused.Message)], "aggregate");
        }

        trace.Event("told");
        return error is null // a part of them is no result
            ? new Output([.. evens], evens.Sum(), error, caught)
            : new Output(null, null, error, caught);
    }

    private static async Task OneByOne(List<int> evens, Parameters state, ITrace trace)
    {
        for (var number = 0; number < state.Numbers; number++)
        {
            var result = await Square(number, 1, state, trace);
            if (int.IsEvenInteger(result))
            {
                evens.Add(result);
            }
        }
    }

    private static async Task Pipeline(List<int> evens, Parameters state, ITrace trace)
    {
        var limits = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = state.Room,
            MaxDegreeOfParallelism = state.Workers,
        };
        var squares = new TransformBlock<int, int>(number => Square(number, state.Workers, state, trace), limits);
        var one = new ExecutionDataflowBlockOptions { BoundedCapacity = 1 };
        var collected = new ActionBlock<int>(result => Collect(result, evens, trace), one);
        squares.LinkTo(collected, new DataflowLinkOptions(), int.IsEvenInteger);
        squares.LinkTo(DataflowBlock.NullTarget<int>(), int.IsOddInteger);
        _ = squares.Completion.ContinueWith(_ => collected.Complete(), TaskScheduler.Default);
        await Feed(squares, state, trace);
        squares.Complete();
        await collected.Completion;
    }

    private static async Task Feed(ITargetBlock<int> squares, Parameters state, ITrace trace)
    {
        for (var number = 0; number < state.Numbers; number++)
        {
            var sent = squares.SendAsync(number);
            if (!sent.IsCompleted)
            {
                trace.Event("held back", item: number);
                trace.OpenGate("held back");
            }

            if (!await sent)
            {
                break; // a failed block takes nothing more
            }
        }

        trace.OpenGate("held back");
    }

    private static async Task<int> Square(int number, int together, Parameters state, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (number < together)
            {
                await trace.RendezvousAsync("all workers in", together);
            }

            await Task.Delay(state.WorkMs);
            return number == state.Refused ? throw new Refused($"{number}") : number * number;
        }
    }

    private static async Task Collect(int result, List<int> evens, ITrace trace)
    {
        await trace.WaitGateAsync("held back");
        evens.Add(result);
    }
}
