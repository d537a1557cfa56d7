namespace Parallax.Tests.Weaver;

/// <summary>Tests of the one gap that a process has: a thread waits there for moments, so nothing else may take the cores.</summary>
[CollectionDefinition(nameof(Gap), DisableParallelization = true)]
public sealed class GapCollection;
