namespace Parallax.Weaver;

/// <summary>One example's text, as a mistake or a student left it.</summary>
/// <param name="Id">The name of its folder.</param>
/// <param name="File">What errors call the file.</param>
/// <param name="Text">The C# text.</param>
internal sealed record MistakeText(string Id, string File, string Text);
