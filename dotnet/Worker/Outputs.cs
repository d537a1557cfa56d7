using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>What the calls of a trial gave, counted batch by batch, as JSON.</summary>
internal sealed class Outputs
{
    private readonly Dictionary<string, int> _counts = [];
    private object? _last;
    private string _text = "";

    /// <summary>How many were counted.</summary>
    public int Total { get; private set; }

    /// <summary>An answer to a trial.</summary>
    /// <exception cref="Refused">An output is no JSON object of finite values.</exception>
    public static JsonObject Reply(IReadOnlyList<object?> outputs, long elapsed, long cpu)
    {
        var counted = new Outputs();
        counted.Add(outputs);
        return counted.Reply(elapsed, cpu);
    }

    /// <summary>Counts some more.</summary>
    /// <exception cref="Refused">An output is no JSON object of finite values.</exception>
    public void Add(IReadOnlyList<object?> outputs) => Refused.Guard("output", () =>
    {
        foreach (var output in outputs)
        {
            // Most outputs of a trial are equal records: only the first of them is written.
            if (_last is null || !_last.Equals(output))
            {
                (_last, _text) = (output, Text(output));
            }

            _counts[_text] = _counts.GetValueOrDefault(_text) + 1;
        }

        return Total += outputs.Count;
    });

    /// <summary>The answer to the trial, with what was counted.</summary>
    public JsonObject Reply(long elapsed, long cpu) => new()
    {
        ["ok"] = true,
        ["outputs"] = new JsonArray([.. _counts.Select(
            one => new JsonObject { ["value"] = JsonNode.Parse(one.Key), ["count"] = one.Value })]),
        ["elapsed_ns"] = Math.Max(elapsed, 1),
        ["repeat"] = Total,
        ["cpu_ns"] = cpu,
    };

    private static string Text(object? output)
    {
        var text = output is null ? "null" : JsonSerializer.Serialize(output, output.GetType(), Json.Options);
        return text.StartsWith('{')
            ? text
            : throw new InvalidOperationException(
                $"Run gave {output?.GetType().Name ?? "null"}, not a record of fields");
    }
}
