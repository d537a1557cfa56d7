namespace Parallax.Weaver;

/// <summary>What an instruction does to memory that threads may share.</summary>
internal enum StoreForm
{
    /// <summary>It stores nothing there.</summary>
    None,

    /// <summary>It stores: a gap belongs before it.</summary>
    Store,

    /// <summary>It may store, and our table does not know it: see <see cref="StoreForms"/>.</summary>
    Unknown,
}
