"""Limits of the system that keep a worker from starting, told with what to raise."""

from __future__ import annotations

# What Python, the system and CoreCLR say, and what it means.
_MEANS = {
    ("can't start new thread", "Resource temporarily unavailable"): (
        "no more processes or threads are allowed here: raise `ulimit -u`, or the container's pids limit"
    ),
    (
        "Failed to create CoreCLR",
        "GC heap initialization failed",
        "OutOfMemoryException",
        "Cannot allocate memory",
    ): ("a limit of memory keeps .NET from starting: lift `ulimit -v`, or give the container more"),
    ("Too many open files",): "no more files may be open: raise `ulimit -n`",
}


def with_cure(said: str) -> str:
    """What a program or the system said, and where that is a limit's doing what to raise."""
    for texts, meaning in _MEANS.items():
        if any(text in said for text in texts):
            return f"{said}; {meaning}"
    return said
