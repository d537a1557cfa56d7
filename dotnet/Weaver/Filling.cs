namespace Parallax.Weaver;

/// <summary>What a spoilt method returns.</summary>
internal enum Filling
{
    /// <summary>The default of its type.</summary>
    Default,

    /// <summary>Something of its type with nothing in it.</summary>
    Empty,

    /// <summary>Always the same.</summary>
    Constant,
}
