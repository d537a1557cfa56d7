using System.Reflection;

namespace Parallax.Worker;

/// <summary>Runs an example's <c>Child</c> method in a process of its own.</summary>
internal static class ChildProgram
{
    /// <summary>Loads the class and runs its child; an exception ends the process as any program's would.</summary>
    public static async Task<int> RunAsync(string assembly, string type, string[] arguments)
    {
        var found = ExampleContext.LoadOnce(Path.GetFullPath(assembly)).GetType(type);
        var child = found?.GetMethod("Child", BindingFlags.Public | BindingFlags.Static);
        if (child is null)
        {
            await Console.Error.WriteLineAsync($"{type} has no method Child(string[] args, ITrace trace).");
            return 2;
        }

        object?[] given = [arguments, TraceAddress.TraceFromEnvironment()];
        return child.Invoke(null, BindingFlags.DoNotWrapExceptions, null, given, null) switch
        {
            Task<int> running => await running,
            Task running => await Finished(running),
            int code => code,
            _ => 0,
        };
    }

    private static async Task<int> Finished(Task running)
    {
        await running;
        return 0;
    }
}
