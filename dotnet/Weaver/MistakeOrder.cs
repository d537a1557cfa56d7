namespace Parallax.Weaver;

/// <summary>What shall be compiled.</summary>
/// <param name="Arguments">The file with the compiler's arguments for the examples; our project writes it.</param>
/// <param name="Texts">The texts, each an assembly of its own.</param>
internal sealed record MistakeOrder(string Arguments, MistakeText[] Texts);
