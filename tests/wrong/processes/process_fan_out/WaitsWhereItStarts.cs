using System.Diagnostics;

namespace Parallax.Wrong.Processes.ProcessFanOut;

/// <summary>Waits for each child in the loop that starts it: they run one after the other.</summary>
public static class WaitsWhereItStarts
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
            "join-in-order" => OneByOne(children, trace),
            "as-they-end" => AsTheyEnd(children, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        });
        int[] exitCodes = [.. children.Select(child => child.ExitCode)];
        int[] failed = [.. Enumerable.Range(0, exitCodes.Length).Where(number => exitCodes[number] != 0)];
        Array.ForEach(children, child => child.Dispose());
        return new Output(exitCodes, failed);
    }

    private static Process NewChild(int number, Parameters state, ITrace trace)
    {
        var together = 1;
        string[] arguments = [$"{number}", $"{state.ExitCodes[number]}", $"{state.WorkMs}", state.Variant, $"{together}"];
        return new Process { StartInfo = ExampleProcess.StartInfo(typeof(WaitsWhereItStarts), trace, arguments) };
    }

    private static async Task OneByOne(Process[] children, ITrace trace)
    {
        foreach (var (number, child) in children.Index())
        {
            child.Start();
            await child.WaitForExitAsync();
            trace.Event("collected", item: number);
        }
    }

    private static async Task JoinInOrder(Process[] children, ITrace trace)
    {
        Array.ForEach(children, child => child.Start());
        foreach (var (number, child) in children.Index())
        {
            await child.WaitForExitAsync();
            trace.Event("collected", item: number);
        }
    }

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

    public static int Child(string[] args, ITrace trace)
    {
        var (number, variant, together) = (int.Parse(args[0]), args[3], int.Parse(args[4]));
        using (trace.Span("child", item: number))
        {
            trace.Rendezvous("all at work", together);
            Thread.Sleep(int.Parse(args[2]));
            if (variant == "as-they-end" && number < together - 1)
            {
                trace.WaitGate($"{number + 1} was collected");
            }
        }

        return int.Parse(args[1]);
    }
}
