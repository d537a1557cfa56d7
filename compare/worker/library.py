"""The way from Python to C# of lane ctypes: a native library, which has its runtime linked in."""

from __future__ import annotations

from ctypes import CDLL, c_bool, c_char_p, c_int32, c_int64

from compare.worker.bridge import Bridge

# What the library gives and takes; a text is UTF-8, and stays until the next one is given.
FUNCTIONS = {
    "start": (c_char_p, c_char_p),
    "process_id": (c_int32,),
    "handle": (c_char_p, c_char_p),
    "begin": (None, c_int64),
    "run_once": (c_bool,),
    "end": (c_char_p, c_int64, c_int64),
    "collect": (None,),
}


def load(library: str, program: str) -> Bridge:
    """Load the library, and start the worker in it.

    Args:
        library: its path.
        program: the same worker as a native program, for children of C# examples.

    Raises:
        OSError: it cannot be loaded.
    """
    loaded = CDLL(library)  # which lets other threads of Python run during a call, as pythonnet does
    for name, (gives, *takes) in FUNCTIONS.items():
        function = getattr(loaded, f"parallax_{name}")
        function.restype, function.argtypes = gives, takes
    facts = loaded.parallax_start(program.encode())
    return Bridge(
        facts.decode,
        loaded.parallax_process_id,
        lambda request: loaded.parallax_handle(request.encode()).decode(),
        loaded.parallax_begin,
        loaded.parallax_run_once,
        lambda elapsed, cpu: loaded.parallax_end(elapsed, cpu).decode(),
        loaded.parallax_collect,
    )
