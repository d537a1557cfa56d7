using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>A scene's class, beside the example that it drives: it is prepared, run and cleaned up.</summary>
internal sealed class Scene
{
    private readonly MethodInfo _prepare;
    private readonly MethodInfo _run;
    private readonly MethodInfo? _cleanup;

    /// <summary>Finds the methods.</summary>
    /// <param name="program">The assembly of the class.</param>
    /// <param name="type">The class's full name.</param>
    /// <param name="example">The assembly of the example that it shall drive.</param>
    /// <exception cref="TypeLoadException">There is no such class.</exception>
    /// <exception cref="MissingMemberException">
    /// A method is missing, or has another form; or it uses what the example lacks.
    /// </exception>
    public Scene(string program, string type, string example)
    {
        var found = (Linked.IsNative
            ? Linked.TypeOf(program, type, example)
            : ExampleContext.LoadOnce(program, example).GetType(type)) ?? throw new TypeLoadException(
                $"{Path.GetFileName(program)} has no class {type}");
        if (!Linked.IsNative)
        {
            Signatures.Check(found); // a native program was linked with what its scenes use
        }

        _prepare = Method(found, "Prepare", 1) ?? throw new MissingMethodException(
            $"{type} has no method Prepare(Parameters)");
        _run = Method(found, "Run", 2) ?? throw new MissingMethodException(
            $"{type} has no method Run(State, ITrace)");
        _cleanup = Method(found, "Cleanup", 1);
    }

    /// <summary>Makes the state from parameters in JSON.</summary>
    public object? Prepare(JsonNode parameters) =>
        Await(Invoke(
            _prepare, parameters.Deserialize(_prepare.GetParameters()[0].ParameterType, Json.Options)));

    /// <summary>The calls of <c>Run</c> on one state, by a typed delegate.</summary>
    public Calls Bind(object? state)
    {
        var (given, result) = (_run.GetParameters()[0].ParameterType, _run.ReturnType);
        var (form, output) = result switch
        {
            { IsGenericType: true } when result.GetGenericTypeDefinition() == typeof(Task<>) =>
                (nameof(OfTask), result.GenericTypeArguments[0]),
            { IsGenericType: true } when result.GetGenericTypeDefinition() == typeof(ValueTask<>) =>
                (nameof(OfValueTask), result.GenericTypeArguments[0]),
            _ => (nameof(OfValue), result),
        };
        var bind = typeof(Scene)
            .GetMethod(form, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(given, output);
        return (Calls)Invoke(bind, _run, state)!;
    }

    /// <summary>Undoes what <c>Prepare</c> did, where the scene says how.</summary>
    public void Cleanup(object? state)
    {
        if (_cleanup is not null)
        {
            Await(Invoke(_cleanup, state));
        }
    }

    private static Calls OfValue<TState, TOutput>(MethodInfo run, object? state)
    {
        var (call, typed) = (run.CreateDelegate<Func<TState, ITrace, TOutput>>(), (TState)state!);
        return new Calls(trace => call(typed, trace), outputs =>
        {
            foreach (ref var output in outputs.AsSpan())
            {
                output = call(typed, SilentTrace.Instance);
            }
        });
    }

    private static Calls OfTask<TState, TOutput>(MethodInfo run, object? state)
    {
        var (call, typed) = (run.CreateDelegate<Func<TState, ITrace, Task<TOutput>>>(), (TState)state!);
        return Awaited(trace => new ValueTask<TOutput>(call(typed, trace)));
    }

    private static Calls OfValueTask<TState, TOutput>(MethodInfo run, object? state)
    {
        var (call, typed) = (run.CreateDelegate<Func<TState, ITrace, ValueTask<TOutput>>>(), (TState)state!);
        return Awaited(trace => call(typed, trace));
    }

    private static Calls Awaited<TOutput>(Func<ITrace, ValueTask<TOutput>> call)
    {
        return new Calls(
            trace => call(trace).AsTask().GetAwaiter().GetResult(),
            outputs => FillAsync(outputs).GetAwaiter().GetResult());

        async Task FillAsync(ArraySegment<object?> outputs)
        {
            for (var i = 0; i < outputs.Count; i++)
            {
                outputs[i] = await call(SilentTrace.Instance).ConfigureAwait(false);
            }
        }
    }

    // Prepare and Cleanup may be asynchronous as well; they are not timed.
    private static object? Await(object? value)
    {
        if (value?.GetType() is { IsValueType: true } type && type.Name.StartsWith(
            "ValueTask", StringComparison.Ordinal))
        {
            value = value is ValueTask plain ? plain.AsTask() : type.GetMethod("AsTask")!.Invoke(value, null);
        }

        if (value is not Task task)
        {
            return value;
        }

        task.GetAwaiter().GetResult();
        return task.GetType().GetProperty("Result")?.GetValue(task);
    }

    private static object? Invoke(MethodInfo method, params object?[] arguments) =>
        method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static MethodInfo? Method(Type type, string name, int parameters)
    {
        var found = type.GetMethod(name, BindingFlags.Public | BindingFlags.Static);
        return found?.GetParameters().Length == parameters ? found : null;
    }

    /// <summary>How a scene's <c>Run</c> is called on one state.</summary>
    /// <param name="Once">One call, its result waited for.</param>
    /// <param name="Fill">
    /// A call without a trace for each place, one after another: asynchronous ones are awaited, and the thread waits
    /// once for all of them, as Python enters its loop once for them.
    /// </param>
    public sealed record Calls(Func<ITrace, object?> Once, Action<ArraySegment<object?>> Fill);
}
