using System.Threading.Tasks.Dataflow;

namespace Parallax.Examples.Flow;

/// <summary>Squares numbers in one stage and adds the even squares up in the next, both stages at work at once.</summary>
/// <remarks>
/// <para>
/// Each stage is a block that is told how much room it has and how many numbers it may work at. Whoever sends to a
/// full block waits, so that nothing piles up. A <c>TransformBlock</c> gives its results in the order of its input,
/// however many it works at. A link hands on what its filter takes; what no link takes would stand in the way for
/// ever, so the odd squares have a link to nowhere. It needs a filter too: a block without room declines for the
/// moment, and the next link that takes the number gets it. Completion and failure travel along a link only where
/// it says so; a failure arrives wrapped, once for each block.
/// </para>
/// <para>
/// Dataflow is part of .NET; older code has it from a package, first <c>Microsoft.Tpl.Dataflow</c>. For streams that
/// outgrow one machine there are frameworks such as Spark, whose programs are written as stages as well.
/// </para>
/// </remarks>
public static class DataflowPipeline
{
    public sealed record Parameters(string Variant, int Numbers, int Workers, int Room, int WorkMs, int Refused);

    public sealed record Output(int[]? Evens, int? Sum, string? Error, string[] Caught);

    /// <summary>A stage's own error; its message is the number.</summary>
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

    // Each number goes through all stages before the next one starts.
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

    // [step: build the pipeline]
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
        squares.LinkTo(collected, new DataflowLinkOptions { PropagateCompletion = true }, int.IsEvenInteger);
        squares.LinkTo(DataflowBlock.NullTarget<int>(), int.IsOddInteger);
        await Feed(squares, state, trace);
        squares.Complete();
        await collected.Completion;
    }

    // [step: feed it]
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

    // [step: square]
    // So many numbers at once as there are workers.
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

    // [step: collect the even ones]
    // This stage begins late, so that the one before it gets ahead as far as it may.
    private static async Task Collect(int result, List<int> evens, ITrace trace)
    {
        await trace.WaitGateAsync("held back");
        evens.Add(result);
    }
}
