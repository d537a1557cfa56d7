using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>Starts several child processes and waits for all of them, with a look at how each one ended.</summary>
/// <remarks>
/// <para>
/// Start all, then wait for all. Waiting in the order of starting costs no time: the wait for the slowest covers
/// all others. A loop that waits for each child right after starting it runs them one after the other. To see each
/// end when it comes, take <c>Task.WhenEach</c>; before .NET 9 that was <c>Task.WhenAny</c> in a loop.
/// </para>
/// <para>
/// <c>WaitForExitAsync</c> does not tell how a child ended. Look at <c>ExitCode</c>, or a failure goes unnoticed. (A
/// task that failed would throw where it is awaited. For work that needs no process of its own, C# takes tasks.)
/// </para>
/// </remarks>
public static class ProcessFanOut
{
    public sealed record Parameters(string Variant, int[] ExitCodes, int WorkMs);

    public sealed record Output(int[] ExitCodes, int[] Failed);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        Process[] children = [.. Enumerable.Range(0, state.ExitCodes.Length).Select(number => NewChild(number, state, trace))];
        await (state.Variant switch
        {
            "one-by-one" => OneByOne(children, trace),
            "join-in-order" => JoinInOrder(children, trace),
            "as-they-end" => AsTheyEnd(children, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        });
        // [step: look at each]
        int[] exitCodes = [.. children.Select(child => child.ExitCode)];
        int[] failed = [.. Enumerable.Range(0, exitCodes.Length).Where(number => exitCodes[number] != 0)];
        Array.ForEach(children, child => child.Dispose());
        return new Output(exitCodes, failed);
    }

    private static Process NewChild(int number, Parameters state, ITrace trace)
    {
        var together = state.Variant == "one-by-one" ? 1 : state.ExitCodes.Length;
        string[] arguments = [$"{number}", $"{state.ExitCodes[number]}", $"{state.WorkMs}", state.Variant, $"{together}"];
        return new Process { StartInfo = ExampleProcess.StartInfo(typeof(ProcessFanOut), trace, arguments) };
    }

    // [step: one by one]
    private static async Task OneByOne(Process[] children, ITrace trace)
    {
        foreach (var (number, child) in children.Index())
        {
            child.Start();
            await child.WaitForExitAsync();
            trace.Event("collected", item: number);
        }
    }

    // [step: join in order]
    private static async Task JoinInOrder(Process[] children, ITrace trace)
    {
        Array.ForEach(children, child => child.Start());
        foreach (var (number, child) in children.Index())
        {
            await child.WaitForExitAsync();
            trace.Event("collected", item: number);
        }
    }

    // [step: as they end]
    private static async Task AsTheyEnd(Process[] children, ITrace trace)
    {
        Array.ForEach(children, child => child.Start());
        var numbers = children.Index().ToDictionary(one => one.Item.WaitForExitAsync(), one => one.Index);
        await foreach (var ended in Task.WhenEach(numbers.Keys))
        {
            trace.Event("collected", item: numbers[ended]);
            trace.OpenGate($"{numbers[ended]} was collected");
        }
    }

    // [step: a child]
    public static int Child(string[] args, ITrace trace)
    {
        var (number, variant, together) = (int.Parse(args[0]), args[3], int.Parse(args[4]));
        using (trace.Span("child", item: number))
        {
            trace.Rendezvous("all at work", together);
            Thread.Sleep(int.Parse(args[2])); // stands for work
            if (variant == "as-they-end" && number < together - 1)
            {
                trace.WaitGate($"{number + 1} was collected"); // so that the last one ends first
            }
        }

        return int.Parse(args[1]);
    }
}
