using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>What a .NET worker does for each request; prepared states live here.</summary>
/// <param name="leftovers">Sees what examples leave in this process.</param>
/// <param name="alone">Whether the process is .NET's alone.</param>
/// <param name="ownIpc">Whether System V objects are this worker's alone.</param>
internal sealed class Session(Leftovers leftovers, bool alone = true, bool ownIpc = false)
{
    private const int MostRepeats = 1 << 16; // a call of 25 ns: its output takes ten times as long to be counted

    // Outputs that wait for being checked live through collections, which then copy them, and fill the caches: with
    // 1024 of them a call of 2.5 us took a fifth longer, and one of 25 ns ten times as long; with 64, no longer and
    // twice as long.
    private const int Batch = 64;
    private const int GateMs = 10_000;
    private readonly Dictionary<long, Prepared> _states = [];
    private readonly AsFound _found = new(alone, ownIpc); // before the descriptors: Console opens some for itself
    private readonly Descriptors? _descriptors = alone ? new Descriptors() : null;
    private Sink? _sink = alone ? null : new Sink(); // now, so that the other side takes it for what belongs there

    /// <summary>The answer to one request; an example's exception never ends the worker.</summary>
    public JsonObject Handle(JsonObject request)
    {
        try
        {
            return (string?)request["op"] switch
            {
                "ping" => new JsonObject { ["ok"] = true },
                "prepare" => Prepare(request),
                "trial" => (string?)request["mode"] == "observed" ? Observed(request) : Timed(request),
                "warm" => Warm(request),
                "look" => Look(request),
                "drop" => Drop(request),
                var op => throw new InvalidOperationException($"there is no op {op ?? "(none)"}"),
            };
        }
        catch (Refused refused)
        {
            return refused.Reply();
        }
        catch (Exception error)
        {
            // What is not an example's is a wrong request; the harness has to hear of it.
            return new Refused("protocol", error).Reply();
        }
    }

    /// <summary>One call of a scene's Run, which the caller times.</summary>
    /// <exception cref="InvalidOperationException">No such state was prepared.</exception>
    public Func<ITrace, object?> CallOf(long state) => Find(state).Calls.Once;

    private JsonObject Prepare(JsonObject request)
    {
        var began = Clock.Nanoseconds();
        var (program, type, example) =
            (Text(request, "program"), Text(request, "type"), Text(request, "example"));
        _descriptors?.Serves(Number(request, "state"));
        var scene = Refused.Guard("load", () => new Scene(program, type, example));
        var state = Refused.Guard("prepare", () => scene.Prepare(request["parameters"] ?? new JsonObject()));
        var calls = Refused.Guard("load", () => scene.Bind(state));
        _states[Number(request, "state")] = new Prepared(scene, state, calls);
        _descriptors?.Holds(Number(request, "state"));
        return new JsonObject { ["ok"] = true, ["prepare_ns"] = Clock.Nanoseconds() - began };
    }

    private JsonObject Observed(JsonObject request)
    {
        var call = Find(Number(request, "state")).Calls.Once;
        var place = new LocalPlace();
        var gateMs = (int?)request["gate_ms"] ?? GateMs;
        var address = Listening().Begin(Text(request, "trial"), place, gateMs);
        var trace = new Trace(place, TimeSpan.FromMilliseconds(gateMs), address);
        var gaps = (bool?)request["gaps"] ?? false;
        Standing.Of(place);
        try
        {
            if (gaps)
            {
                Gap.Open();
            }

            var (cpu, began) = (Usage.CpuNanoseconds(), Clock.Nanoseconds());
            var output = Refused.Guard("run", () => call(trace));
            var (elapsed, spent) = (Clock.Nanoseconds() - began, Usage.CpuNanoseconds() - cpu);
            Listening().Settle();
            if (place.Fault is { } fault)
            {
                throw new Refused("protocol", new InvalidDataException(fault));
            }

            var reply = Outputs.Reply([output], elapsed, spent);
            reply["trace"] = Events(place);
            reply["late"] = Listening().Late;
            reply["began_ns"] = began;
            if (gaps)
            {
                reply["held_ns"] = (long)Gap.Held.TotalNanoseconds;
            }

            return reply;
        }
        catch (Refused refused)
        {
            Listening().Settle();
            refused.Events = Events(place);
            throw;
        }
        finally
        {
            Gap.Close(); // a scene may have opened it as well
            Standing.Of(null);
        }
    }

    private JsonObject Timed(JsonObject request)
    {
        var fill = Find(Number(request, "state")).Calls.Fill;
        var repeat = (int?)request["repeat"];
        var least = (long?)request["min_ns"] ?? 0;
        var slow = (double?)request["slow"] ?? 0;
        for (var times = repeat ?? 1; ; times *= 2)
        {
            var (outputs, elapsed, spent) = Repeat(fill, times, slow);
            if (repeat is not null || elapsed >= least || times >= MostRepeats)
            {
                return outputs.Reply(elapsed, spent);
            }
        }
    }

    // So many calls, in batches; what is done with their outputs is not timed.
    private static (Outputs Outputs, long Elapsed, long Cpu) Repeat(
        Action<ArraySegment<object?>> fill, int times, double slow)
    {
        var (counted, elapsed, spent) = (new Outputs(), 0L, 0L);
        var (first, second, third) = (Usage.CpuNanoseconds(), Usage.CpuNanoseconds(), Usage.CpuNanoseconds());
        var reading = Math.Min(second - first, third - second); // its own cost, which counts where batches are short
        var kept = new object?[Math.Min(Batch, times)];
        while (counted.Total < times)
        {
            var outputs = new ArraySegment<object?>(kept, 0, Math.Min(Batch, times - counted.Total));
            var (cpu, began) = (Usage.CpuNanoseconds(), Clock.Nanoseconds());
            Run(fill, outputs);
            Delay(began, slow);
            elapsed += Clock.Nanoseconds() - began;
            spent += Math.Max(0, Usage.CpuNanoseconds() - cpu - reading);
            counted.Add(outputs);
        }

        return (counted, elapsed, spent);
    }

    private JsonObject Warm(JsonObject request)
    {
        var fill = Find(Number(request, "state")).Calls.Fill;
        var (most, limit) = (Number(request, "max_calls"), Number(request, "max_ns"));
        var output = new object?[1];
        var began = Clock.Nanoseconds();
        Run(fill, output);
        var first = Clock.Nanoseconds() - began;
        var (calls, elapsed) = (1L, first);
        for (; calls < most && elapsed < limit; calls++)
        {
            Run(fill, output);
            elapsed = Clock.Nanoseconds() - began;
        }

        return new JsonObject
        {
            ["ok"] = true,
            ["first_ns"] = first,
            ["calls"] = calls,
            ["elapsed_ns"] = elapsed,
        };
    }

    private JsonObject Look(JsonObject request)
    {
        // So that a trial does not pay for what another one allocated, and its finalizers fail in its own time.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var others = request["others"]?.AsArray().Select(one => (int)one!).ToHashSet() ?? [];
        var busy = leftovers.PoolIsBusy() || _found.HasTimers;
        var connected = _sink?.Connections() ?? new HashSet<int>();
        var changed = _found.Changed().Concat(_descriptors?.Changed(connected) ?? []);
        return new JsonObject
        {
            ["ok"] = true,
            ["threads"] = new JsonArray([.. leftovers.Threads(others).Select(name => $"thread {name}")]),
            ["changed"] = new JsonArray([.. changed]),
            ["busy"] = busy,
        };
    }

    private Sink Listening() =>
        _sink ??= _descriptors is { } known ? known.Made(() => new Sink()) : new Sink();

    private JsonObject Drop(JsonObject request)
    {
        if (_states.Remove(Number(request, "state"), out var prepared))
        {
            _descriptors?.Dropped(Number(request, "state"));
            Refused.Guard("prepare", () =>
            {
                prepared.Scene.Cleanup(prepared.State);
                return true;
            });
        }

        return new JsonObject { ["ok"] = true };
    }

    private static void Run(Action<ArraySegment<object?>> fill, ArraySegment<object?> outputs) =>
        Refused.Guard("run", () =>
        {
            fill(outputs);
            return true;
        });

    // Being so much slower, for real, is how noise is studied.
    private static void Delay(long began, double share)
    {
        var until = Clock.Nanoseconds() + ((Clock.Nanoseconds() - began) * share);
        while (share > 0 && Clock.Nanoseconds() < until)
        {
            Thread.SpinWait(20);
        }
    }

    private static JsonArray Events(LocalPlace place) => [.. place.Events.Select(one => one.ToJson())];

    private Prepared Find(long state)
    {
        if (!_states.TryGetValue(state, out var prepared))
        {
            throw new InvalidOperationException($"state {state} was not prepared");
        }

        _descriptors?.Serves(state);
        return prepared;
    }

    private static string Text(JsonObject request, string key) =>
        (string?)request[key] ?? throw new InvalidOperationException($"the request has no {key}");

    private static long Number(JsonObject request, string key) =>
        (long?)request[key] ?? throw new InvalidOperationException($"the request has no {key}");

    private sealed record Prepared(Scene Scene, object? State, Scene.Calls Calls);
}
