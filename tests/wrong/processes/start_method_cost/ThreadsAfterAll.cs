using System.Diagnostics;

namespace Parallax.Wrong.Processes.StartMethodCost;

/// <summary>Runs the children in threads of its own process, where they see what was changed.</summary>
public static class ThreadsAfterAll
{
    private static string _greeting = "as imported";

    public sealed record Parameters(string Variant, int Children);

    public sealed record Output(
        string[] Replies, string[] Sees, bool AnotherProcess, bool? ChildOfMine, bool? SameAsSet, string DefaultMethod);

    private sealed record Answer(string Reply, string Sees, int Pid);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        _greeting = "as changed";
        var heard = state.Variant switch
        {
            "thread" => InThreads(state.Children, trace),
            "spawn" => InThreads(state.Children, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        var me = Environment.ProcessId;
        return new Output(
            [.. heard.Select(answer => answer.Reply)],
            [.. heard.Select(answer => answer.Sees)],
            heard.All(answer => answer.Pid != me),
            ChildOfMine: null,
            SameAsSet: null,
            DefaultMethod: "spawn");
    }

    private static Answer[] InProcesses(int number, ITrace trace)
    {
        Process[] children = [.. Enumerable.Range(0, number).Select(one => Start(one, trace))];
        Answer[] heard = [.. children.Select(child => Read(child.StandardOutput))];
        Array.ForEach(children, child => child.WaitForExit());
        Array.ForEach(children, child => child.Dispose());
        return heard;
    }

    private static Process Start(int number, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(ThreadsAfterAll), trace, $"{number}");
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static Answer[] InThreads(int number, ITrace trace)
    {
        var heard = new Answer[number];
        Thread[] children = [.. Enumerable.Range(0, number).Select(one => new Thread(() => heard[one] = Greet(one, trace)))];
        Array.ForEach(children, child => child.Start());
        Array.ForEach(children, child => child.Join());
        return heard;
    }

    public static void Child(string[] args, ITrace trace)
    {
        var answer = Greet(int.Parse(args[0]), trace);
        Console.WriteLine($"{answer.Reply}\n{answer.Sees}\n{answer.Pid}");
    }

    private static Answer Read(TextReader from) => new(from.ReadLine()!, from.ReadLine()!, int.Parse(from.ReadLine()!));

    private static Answer Greet(int number, ITrace trace)
    {
        trace.Event("child", item: number);
        return new Answer("hello", _greeting, Environment.ProcessId);
    }
}
