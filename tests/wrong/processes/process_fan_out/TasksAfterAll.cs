using System.Diagnostics;

namespace Parallax.Wrong.Processes.ProcessFanOut;

/// <summary>Runs the children's method in threads of this process: there is no child.</summary>
public static class TasksAfterAll
{
    public sealed record Parameters(string Variant, int[] ExitCodes, int WorkMs);

    public sealed record Output(int[] ExitCodes, int[] Failed);

    private static int[] Codes = [];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        Process[] children = [.. Enumerable.Range(0, state.ExitCodes.Length).Select(number => NewChild(number, state, trace))];
        Codes = new int[children.Length];
        await (state.Variant switch
        {
            "one-by-one" => OneByOne(children, trace),
            "join-in-order" => JoinInOrder(children, trace),
            "as-they-end" => AsTheyEnd(children, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        });
        int[] exitCodes = [.. Codes];
        int[] failed = [.. Enumerable.Range(0, exitCodes.Length).Where(number => exitCodes[number] != 0)];
        Array.ForEach(children, child => child.Dispose());
        return new Output(exitCodes, failed);
    }

    private static Process NewChild(int number, Parameters state, ITrace trace)
    {
        var together = state.Variant == "one-by-one" ? 1 : state.ExitCodes.Length;
        string[] arguments = [$"{number}", $"{state.ExitCodes[number]}", $"{state.WorkMs}", state.Variant, $"{together}"];
        return new Process { StartInfo = ExampleProcess.StartInfo(typeof(TasksAfterAll), trace, arguments) };
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
        var arguments = children.Select(child => child.StartInfo.ArgumentList.TakeLast(5).ToArray());
        var jobs = arguments.Select(args => Task.Factory.StartNew(() => Child(args, trace), TaskCreationOptions.LongRunning));
        foreach (var (number, job) in jobs.ToArray().Index())
        {
            Codes[number] = await job;
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
