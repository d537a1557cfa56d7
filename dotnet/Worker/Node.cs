using System.Runtime.InteropServices;

namespace Parallax.Worker;

/// <summary>The file, pipe or socket that a descriptor leads to, as the system numbers them. Linux only.</summary>
/// <param name="Device">The file system's number.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="State">0 where it is known, the system's error where it is not.</param>
internal readonly partial record struct Node(ulong Device, ulong Inode, int State)
{
    private const int Closed = 9; // EBADF
    private const int Unheard = 38; // ENOSYS
    private const int OfDescriptor = 0x1000; // AT_EMPTY_PATH
    private const uint Number = 0x100; // STATX_INO

    /// <summary>Whether the system tells the numbers.</summary>
    public bool IsKnown => State == 0;

    /// <summary>Whether there is no such descriptor.</summary>
    public bool IsClosed => State == Closed;

    /// <summary>That of a descriptor.</summary>
    public static Node Of(int descriptor)
    {
        try
        {
            var failed = statx(descriptor, "\0"u8, OfDescriptor, Number, out var status) != 0;
            return failed
                ? new Node(0, 0, Marshal.GetLastPInvokeError())
                : new Node(status.Device, status.Inode, 0);
        }
        catch (EntryPointNotFoundException)
        {
            return new Node(0, 0, Unheard); // an old C library
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(
        int folder, ReadOnlySpan<byte> path, int flags, uint mask, out Status status);

    /// <summary>struct statx, which is the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public ulong Device; // its two halves
    }
}
