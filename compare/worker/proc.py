"""Reading /proc, where there is one: what has ended meanwhile tells nothing, and is no error."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

PROC = "/proc"
SYSTEM_V = {"shm": "shared memory", "sem": "semaphores", "msg": "message queue"}
# Linux, unless its kernel was built without.
KNOWS_CHILDREN = os.path.exists(f"{PROC}/self/task/{os.getpid()}/children")


def threads_of(pid: int | str) -> list[str]:
    """The numbers of a process's threads; none where it has ended.

    Args:
        pid: its process id, or `self`.
    """
    try:
        return os.listdir(f"{PROC}/{pid}/task")
    except OSError:
        return []


def children(pid: int) -> list[int]:
    """Process ids of a process's children; those that ended and were not collected are among them."""
    lists = (proc_text(f"{pid}/task/{thread}/children") for thread in threads_of(pid))
    return [int(child) for text in lists for child in text.split()]


def descendants(pid: int) -> list[int]:
    """Process ids of a process's children and theirs, parents first; empty where `KNOWS_CHILDREN` is false."""
    found = dict.fromkeys([pid])
    turn = [pid]
    while turn:
        # One that is adopted meanwhile is seen twice.
        turn = [child for parent in turn for child in children(parent) if child not in found]
        found.update(dict.fromkeys(turn))
    return list(found)[1:]


def computes(pids: Iterable[int], but: int) -> bool:
    """Whether a thread of these processes has a processor, or waits for one: false where nobody can tell.

    Args:
        pids: the processes.
        but: the native id of a thread that does not count: the caller's own.
    """
    mine = str(but)
    states = (
        proc_text(f"{pid}/task/{thread}/stat").rpartition(")")[2][1:2]
        for pid in pids
        for thread in threads_of(pid)
        if thread != mine
    )
    return any(state in ("R", "D") for state in states)


def runs(pid: int) -> bool:
    """Whether a process has not ended; a zombie has."""
    state = proc_text(f"{pid}/stat").rpartition(")")[2].split()
    return bool(state) and state[0] not in "ZX"


def system_v() -> dict[str, bool]:
    """System V objects that this process could use, in plain words; none where the system has none."""
    return {
        f"System V {name} {line.split()[1]}": True
        for kind, name in SYSTEM_V.items()
        for line in proc_text(f"sysvipc/{kind}").splitlines()[1:]
    }


def proc_text(name: str) -> str:
    """A file below /proc; empty where what it tells of has ended."""
    try:
        file = os.open(f"{PROC}/{name}", os.O_RDONLY)
    except OSError:
        return ""
    try:
        pieces = list(iter(lambda: os.read(file, 1 << 16), b""))  # a long one comes page by page
        return b"".join(pieces).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(file)
