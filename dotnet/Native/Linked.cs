namespace Parallax.Worker;

/// <content>Says where the generated code is.</content>
internal static partial class Linked
{
    static partial void UseContextsOfScenes() => Json.Options.TypeInfoResolver = Contexts.All;
}
