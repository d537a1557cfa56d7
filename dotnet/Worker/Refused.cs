using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>A request that went wrong: where (load, prepare, run, output, protocol) and why.</summary>
internal sealed class Refused(string where, Exception error) : Exception(error.Message, error)
{
    private const int LastLines = 20;

    /// <summary>The trace up to the error, of an observed trial.</summary>
    public JsonNode? Events { get; set; }

    /// <summary>Does something of an example's; whatever it throws is its own outcome, never ours.</summary>
    /// <exception cref="Refused">It threw.</exception>
    public static T Guard<T>(string where, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is not Refused)
        {
            throw new Refused(where, error);
        }
    }

    /// <summary>The error as an answer.</summary>
    public JsonObject Reply()
    {
        var thrown = InnerException!;
        var reply = new JsonObject
        {
            ["ok"] = false,
            ["error"] = new JsonObject
            {
                ["where"] = where,
                ["type"] = thrown.GetType().Name,
                ["message"] = thrown.Message,
                ["trace"] = string.Join('\n', thrown.ToString().Split('\n').TakeLast(LastLines)),
            },
        };
        if (Events is not null)
        {
            reply["trace"] = Events;
        }

        return reply;
    }
}
