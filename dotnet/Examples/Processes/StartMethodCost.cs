using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>Starts the same children as processes and as threads: what each finds, and what it costs.</summary>
/// <remarks>
/// .NET has one way to start a process, that of Python's <c>spawn</c>: a program starts from the beginning, and nothing
/// of what the parent changed is there. There is no fork: a copy of one thread could not go on without the runtime's
/// others. So the choice is another one: a process or a thread, and how fast the program starts (a ReadyToRun or Native
/// AOT build has less to compile). Of threads, C# programmers mostly take the pool's, by <c>Task.Run</c>; one of its own
/// is for work that blocks or lasts. As to measuring: the first run pays for files that have yet to come from the disk,
/// and the first call for compiling. Warm up, take turns, and measure more than once.
/// </remarks>
public static class StartMethodCost
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
            "spawn" => InProcesses(state.Children, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        var me = Environment.ProcessId;
        return new Output(
            [.. heard.Select(answer => answer.Reply)],
            [.. heard.Select(answer => answer.Sees)],
            heard.All(answer => answer.Pid != me),
            ChildOfMine: null, // .NET has no call that tells a program who started it
            SameAsSet: null,
            DefaultMethod: "spawn");
    }

    private static Answer[] InProcesses(int number, ITrace trace)
    {
        // [step: start the children]
        Process[] children = [.. Enumerable.Range(0, number).Select(one => Start(one, trace))];
        // [step: hear from them]
        Answer[] heard = [.. children.Select(child => Read(child.StandardOutput))];
        // [step: wait for their end]
        Array.ForEach(children, child => child.WaitForExit());
        Array.ForEach(children, child => child.Dispose());
        return heard;
    }

    private static Process Start(int number, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(StartMethodCost), trace, $"{number}");
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static Answer[] InThreads(int number, ITrace trace)
    {
        // [step: start the children]
        var heard = new Answer[number];
        Thread[] children = [.. Enumerable.Range(0, number).Select(one => new Thread(() => heard[one] = Greet(one, trace)))];
        Array.ForEach(children, child => child.Start());
        // [step: wait for their end]
        Array.ForEach(children, child => child.Join());
        return heard;
    }

    // [step: the child]
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
