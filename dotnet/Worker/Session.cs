using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>What a .NET worker does for each request; states of examples live here.</summary>
/// <param name="leftovers">Sees what examples leave in this process.</param>
internal sealed class Session(Leftovers leftovers)
{
    private const int MostRepeats = 1 << 16; // a call of 25 ns: its output takes ten times as long to be counted

    // Outputs that wait for being checked live through collections, which then copy them, and fill the caches: with
    // 1024 of them a call of 2.5 us took a fifth longer, and one of 25 ns ten times as long; with 64, no longer and
    // twice as long.
    private const int Batch = 64;
    private const int GateMs = 10_000;
    private readonly Dictionary<long, Prepared> _examples = [];
    private readonly Lazy<Sink> _sink = new(() => new Sink());

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
                "look" => Look(),
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

    /// <summary>One call of an example's Run, which the caller times.</summary>
    /// <exception cref="InvalidOperationException">No such state was prepared.</exception>
    public Func<ITrace, object?> CallOf(long state) => Find(state).Call;

    private JsonObject Prepare(JsonObject request)
    {
        var began = Clock.Nanoseconds();
        var (program, type) = (Text(request, "program"), Text(request, "type"));
        var example = Refused.Guard("load", () => new Example(program, type));
        var state = Refused.Guard("prepare", () => example.Prepare(request["parameters"] ?? new JsonObject()));
        var call = Refused.Guard("load", () => example.Bind(state));
        _examples[Number(request, "state")] = new Prepared(example, state, call);
        return new JsonObject { ["ok"] = true, ["prepare_ns"] = Clock.Nanoseconds() - began };
    }

    private JsonObject Observed(JsonObject request)
    {
        var call = Find(Number(request, "state")).Call;
        var place = new LocalPlace();
        var gateMs = (int?)request["gate_ms"] ?? GateMs;
        var address = _sink.Value.Begin(Text(request, "trial"), place, gateMs);
        var trace = new Trace(place, TimeSpan.FromMilliseconds(gateMs), address);
        try
        {
            var (cpu, began) = (Usage.CpuNanoseconds(), Clock.Nanoseconds());
            var output = Refused.Guard("run", () => call(trace));
            var (elapsed, spent) = (Clock.Nanoseconds() - began, Usage.CpuNanoseconds() - cpu);
            var reply = Outputs.Reply([output], elapsed, spent);
            reply["trace"] = Events(place);
            reply["late"] = _sink.Value.Late;
            return reply;
        }
        catch (Refused refused)
        {
            refused.Events = Events(place);
            throw;
        }
    }

    private JsonObject Timed(JsonObject request)
    {
        var call = Find(Number(request, "state")).Call;
        var repeat = (int?)request["repeat"];
        var least = (long?)request["min_ns"] ?? 0;
        var slow = (double?)request["slow"] ?? 0;
        for (var times = repeat ?? 1; ; times *= 2)
        {
            var (outputs, elapsed, spent) = Repeat(call, times, slow);
            if (repeat is not null || elapsed >= least || times >= MostRepeats)
            {
                return outputs.Reply(elapsed, spent);
            }
        }
    }

    // So many calls, in batches; what is done with their outputs is not timed.
    private static (Outputs Outputs, long Elapsed, long Cpu) Repeat(Func<ITrace, object?> call, int times, double slow)
    {
        var (counted, elapsed, spent) = (new Outputs(), 0L, 0L);
        var (first, second, third) = (Usage.CpuNanoseconds(), Usage.CpuNanoseconds(), Usage.CpuNanoseconds());
        var reading = Math.Min(second - first, third - second); // its own cost, which counts where batches are short
        var kept = new object?[Math.Min(Batch, times)];
        while (counted.Total < times)
        {
            var outputs = new ArraySegment<object?>(kept, 0, Math.Min(Batch, times - counted.Total));
            var (cpu, began) = (Usage.CpuNanoseconds(), Clock.Nanoseconds());
            Refused.Guard("run", () => Repeat(call, outputs));
            Delay(began, slow);
            elapsed += Clock.Nanoseconds() - began;
            spent += Math.Max(0, Usage.CpuNanoseconds() - cpu - reading);
            counted.Add(outputs);
        }

        return (counted, elapsed, spent);
    }

    private JsonObject Warm(JsonObject request)
    {
        var call = Find(Number(request, "state")).Call;
        var (most, limit) = (Number(request, "max_calls"), Number(request, "max_ns"));
        var output = new object?[1];
        var began = Clock.Nanoseconds();
        Refused.Guard("run", () => Repeat(call, output));
        var first = Clock.Nanoseconds() - began;
        var (calls, elapsed) = (1L, first);
        for (; calls < most && elapsed < limit; calls++)
        {
            Refused.Guard("run", () => Repeat(call, output));
            elapsed = Clock.Nanoseconds() - began;
        }

        return new JsonObject { ["ok"] = true, ["first_ns"] = first, ["calls"] = calls, ["elapsed_ns"] = elapsed };
    }

    private JsonObject Look()
    {
        // So that a trial does not pay for what another one allocated.
        GC.Collect();
        return new JsonObject { ["ok"] = true, ["threads"] = new JsonArray([.. leftovers.Threads().Select(name => $"thread {name}")]) };
    }

    private JsonObject Drop(JsonObject request)
    {
        if (_examples.Remove(Number(request, "state"), out var prepared))
        {
            Refused.Guard("prepare", () =>
            {
                prepared.Example.Cleanup(prepared.State);
                return true;
            });
        }

        return new JsonObject { ["ok"] = true };
    }

    private static bool Repeat(Func<ITrace, object?> call, Span<object?> outputs)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = call(SilentTrace.Instance);
        }

        return true;
    }

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

    private Prepared Find(long state) =>
        _examples.TryGetValue(state, out var prepared) ? prepared : throw new InvalidOperationException($"state {state} was not prepared");

    private static string Text(JsonObject request, string key) =>
        (string?)request[key] ?? throw new InvalidOperationException($"the request has no {key}");

    private static long Number(JsonObject request, string key) =>
        (long?)request[key] ?? throw new InvalidOperationException($"the request has no {key}");

    private sealed record Prepared(Example Example, object? State, Func<ITrace, object?> Call);
}
