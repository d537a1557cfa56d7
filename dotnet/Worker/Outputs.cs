using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>What the calls of a trial gave, as JSON.</summary>
internal static class Outputs
{
    /// <summary>An answer to a trial.</summary>
    /// <exception cref="Refused">An output is no JSON object of finite values.</exception>
    public static JsonObject Reply(IReadOnlyList<object?> outputs, long elapsed, long cpu) => new()
    {
        ["ok"] = true,
        ["outputs"] = Refused.Guard("output", () => Distinct(outputs)),
        ["elapsed_ns"] = Math.Max(elapsed, 1),
        ["repeat"] = outputs.Count,
        ["cpu_ns"] = cpu,
    };

    private static JsonArray Distinct(IReadOnlyList<object?> outputs)
    {
        var counts = new Dictionary<string, int>();
        var (last, text) = ((object?)null, "");
        foreach (var output in outputs)
        {
            // Most outputs of a trial are equal records: only the first of them is written.
            if (last is null || !last.Equals(output))
            {
                (last, text) = (output, Text(output));
            }

            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        return [.. counts.Select(one => new JsonObject { ["value"] = JsonNode.Parse(one.Key), ["count"] = one.Value })];
    }

    private static string Text(object? output)
    {
        var text = output is null ? "null" : JsonSerializer.Serialize(output, output.GetType(), Json.Options);
        return text.StartsWith('{')
            ? text
            : throw new InvalidOperationException($"Run gave {output?.GetType().Name ?? "null"}, not a record of fields");
    }
}
