using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax;

/// <summary>One line of a trace.</summary>
/// <param name="T">When, in nanoseconds on the machine's monotonic clock.</param>
/// <param name="Pid">In which process.</param>
/// <param name="Thread">On which of its threads.</param>
/// <param name="Name">What happened.</param>
/// <param name="Kind"><c>event</c>, <c>begin</c> or <c>end</c>.</param>
/// <param name="Span">Which span begins or ends.</param>
/// <param name="Item">Which job, worker or message it concerns.</param>
/// <param name="Value">A number, text or flag.</param>
/// <remarks>Written and read by hand: see <see cref="FlatJson"/>.</remarks>
public sealed record TraceEvent(
    long T,
    int Pid,
    int Thread,
    string Name,
    string Kind,
    long? Span = null,
    object? Item = null,
    object? Value = null)
{
    /// <summary>The event that another process sent.</summary>
    public static TraceEvent FromJson(JsonNode sent) => new(
        (long)sent["t"]!,
        (int)sent["pid"]!,
        (int)sent["thread"]!,
        (string)sent["name"]!,
        (string)sent["kind"]!,
        (long?)sent["span"],
        Plain(sent["item"]),
        Plain(sent["value"]));

    /// <summary>The event as JSON; what it does not have is left out.</summary>
    public string ToText() =>
        new FlatJson().Put("t", T).Put("pid", Pid).Put("thread", Thread).Put("name", Name).Put("kind", Kind)
        .Put("span", Span).Put("item", Item).Put("value", Value).ToString();

    /// <summary>The same as a node of a larger answer.</summary>
    public JsonObject ToJson() => JsonNode.Parse(ToText())!.AsObject();

    private static object? Plain(JsonNode? value) => value?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ when value.AsValue().TryGetValue<long>(out var whole) => whole,
        _ => value.GetValue<double>(),
    };
}
