using System.Reflection;

namespace Parallax.Worker;

/// <summary>Runs an example's own <c>Main</c> in a process of its own, as <c>dotnet run</c> would.</summary>
internal static class MainProgram
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>
    /// Loads the class and runs its <c>Main</c>; an exception ends the process as any program's would.
    /// </summary>
    /// <param name="assembly">The program's.</param>
    /// <param name="type">The class that has <c>Main</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="beside">The example that a scene's child program stands beside.</param>
    /// <remarks>
    /// Where the environment names a trace, it has the span <c>child</c>, and the event <c>child-raised</c> for an
    /// exception.
    /// </remarks>
    public static int Run(string assembly, string type, string[] arguments, string? beside = null)
    {
        var program = Linked.IsNative
            ? Linked.TypeOf(assembly, type, beside)
            : ExampleContext.LoadAlone(assembly, beside).GetType(type);
        if (program?.GetMethod("Main", Static) is not { } main)
        {
            Console.Error.WriteLine($"{type} has no method Main.");
            return 2;
        }

        var trace = TraceAddress.TraceFromEnvironment();
        var first = arguments.Length > 0 ? arguments[0] : main.DeclaringType!.Name;
        var item = Path.IsPathRooted(first) ? null : first; // where a scene's file lies tells a reader nothing
        using var span = trace.Span("child", item);
        try
        {
            return Run(main, arguments);
        }
        catch (Exception error)
        {
            trace.Event("child-raised", item, error.GetType().Name);
            span.Dispose(); // nobody catches the exception: no block is left any more
            throw;
        }
    }

    private static int Run(MethodInfo main, string[] arguments)
    {
        object?[] given = main.GetParameters().Length == 0 ? [] : [arguments];
        switch (main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, given, null))
        {
            case Task<int> running:
                return running.GetAwaiter().GetResult();
            case Task running:
                running.GetAwaiter().GetResult();
                return Environment.ExitCode;
            case int code:
                return code;
            default:
                return Environment.ExitCode; // what a Main without a result may have set
        }
    }
}
