"""How a worker's life hangs on the harness, and what its forked children must not share.

The one guarded place of this package for what only some operating systems can do.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket

THREAD_NAME = "parallax-lifeline"
_owner = 0  # the worker's process id; its forked children have another one
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
SYNCHRONIZE = 0x00100000


def follow(connection: socket.socket) -> None:
    """End with the harness, even in the middle of a trial; keep the channel from forked children."""
    global _owner
    _owner = os.getpid()
    # Ctrl-C is the harness's business. A handler, unlike SIG_IGN, is not inherited by programs we start.
    signal.signal(signal.SIGINT, _not_ours)
    _die_with_parent()
    watch = _hangup if hasattr(select, "poll") else _parents_end
    threading.Thread(target=watch, args=(connection.fileno(),), name=THREAD_NAME, daemon=True).start()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _become_child(connection))


def adopt_orphans() -> bool:
    """Make this process the parent of its descendants' orphans (Linux); whether the system does so."""
    return _prctl(PR_SET_CHILD_SUBREAPER, 1)


def leave(code: int = 0) -> None:
    """End this process now: threads that an example left must not keep it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed by an example, or nobody reads it any more
            continue
    _end_children()
    os._exit(code)


def close_in_child(connection: socket.socket) -> None:
    """Close a socket that a forked child got from its parent; the parent's stays open."""
    # detach first: the object must not close that number again when it is somebody else's.
    number = connection.detach()
    if number >= 0:
        os.close(number)


def _become_child(connection: socket.socket) -> None:
    close_in_child(connection)
    if signal.getsignal(signal.SIGINT) is _not_ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _not_ours(_number: int, _frame: object) -> None:
    """Ctrl-C at a terminal reaches the harness as well, which then ends us."""


def _die_with_parent() -> None:
    """Linux: be killed with the parent, also inside a long C call, where no thread of ours runs.

    It follows the parent's thread that started us: a launcher has one only.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    except (ImportError, OSError, AttributeError):  # an interpreter without ctypes: other ways are left
        return False


def _hangup(number: int) -> None:
    """Sleep until the channel's other end is gone; data on it does not wake this thread."""
    poll = select.poll()
    poll.register(number, getattr(select, "POLLRDHUP", 0))  # POLLHUP needs no asking
    poll.poll()
    _end_children()
    os._exit(0)


def _parents_end(_number: int) -> None:
    """Windows: sleep until the parent process has ended."""
    import _winapi

    parent = _winapi.OpenProcess(SYNCHRONIZE, False, os.getppid())
    _winapi.WaitForSingleObject(parent, _winapi.INFINITE)
    os._exit(0)


def _end_children() -> None:
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is None or os.getpid() != _owner:  # a forked child knows its parent's children
        return
    try:
        for child in multiprocessing.active_children():
            child.terminate()
    except Exception:  # whatever state an example left them in: we are on our way out
        return
