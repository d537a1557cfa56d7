using System.Reflection;
using Parallax.Examples;

namespace Parallax.Scenes;

/// <summary>Lets the example misbehave in the way that the variant names.</summary>
public static class MisbehaviourScene
{
    public sealed record Parameters(string Variant);

    public sealed record Output(object Answer);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static void Cleanup(Parameters state) => typeof(Misbehaviour).GetMethod(Name(state) + "Cleanup")?.Invoke(null, null);

    public static Output Run(Parameters state, ITrace watch)
    {
        watch.Event("begun", item: state.Variant);
        var fault = typeof(Misbehaviour).GetMethod(Name(state))!;
        object?[] child = fault.GetParameters().Length == 0 ? [] : [ExampleProcess.Command(typeof(Misbehaviour))];
        return new Output(fault.Invoke(null, BindingFlags.DoNotWrapExceptions, null, child, null) ?? "well");
    }

    private static string Name(Parameters state) =>
        string.Concat(state.Variant.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
