"""The one guarded place for what only some operating systems can do."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import IO

POSIX = os.name == "posix"
LINUX = sys.platform.startswith("linux")
SHARED_MEMORY = Path("/dev/shm")
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> bool:
    """Make this process the parent of its descendants' orphans (Linux); says whether it worked."""
    if not LINUX:
        return False
    import ctypes

    return ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def no_core_files() -> None:
    """What crashes below this process shall leave no core file."""
    if POSIX:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def reap(pid: int) -> None:
    """Collect an adopted child that ended, so that it is no zombie."""
    if POSIX:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass


def signal_name(code: int) -> str:
    """The name of the signal that ended a process, or an empty string for an exit code."""
    if not POSIX or code >= 0:
        return ""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def listen(folder: Path, name: str) -> tuple[socket.socket, str]:
    """A listening socket that only this user reaches, and how to connect to it."""
    if hasattr(socket, "AF_UNIX") and POSIX:
        path = folder / name
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(str(path))
        server.listen(1)
        return server, f"unix:{path}"
    server = socket.create_server(("127.0.0.1", 0), backlog=1)
    return server, f"tcp:127.0.0.1:{server.getsockname()[1]}"


def shared_objects() -> frozenset[str]:
    """Names of this user's shared memory and semaphores (Linux; empty elsewhere)."""
    if not LINUX or not SHARED_MEMORY.is_dir():
        return frozenset()
    mine = os.getuid()
    found = set()
    for entry in os.scandir(SHARED_MEMORY):
        try:
            if entry.stat(follow_symlinks=False).st_uid == mine:
                found.add(entry.name)
        except FileNotFoundError:
            continue
    return frozenset(found)


def used_by_others(names: frozenset[str], ours: frozenset[int]) -> frozenset[str]:
    """Those shared objects that a process outside of this run has mapped: another run's, say."""
    nodes = {_inode(name): name for name in names}
    used: set[str] = set()
    for process in Path("/proc").iterdir() if names else ():
        if not process.name.isdigit() or int(process.name) in ours:
            continue
        try:
            lines = (process / "maps").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:  # another user's, or one that has just ended
            continue
        # By inode: sem_open maps a semaphore under a name that it then removes.
        mapped = {line.split()[4] for line in lines if str(SHARED_MEMORY) in line}
        used |= {name for node, name in nodes.items() if node in mapped}
    return frozenset(used)


def _inode(name: str) -> str:
    try:
        return str((SHARED_MEMORY / name).stat().st_ino)
    except FileNotFoundError:
        return ""


def remove_shared(name: str) -> None:
    """Remove one shared-memory object or semaphore that an example left."""
    (SHARED_MEMORY / name).unlink(missing_ok=True)


def new_group_options() -> dict[str, object]:
    """Popen options that keep a terminal's Ctrl-C away from workers."""
    if POSIX:
        return {"start_new_session": True}
    import subprocess

    return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}


def readable(stream: IO[bytes], wait: bool) -> bool:
    """Whether a pipe has something, or its end, to be read; POSIX only, elsewhere nobody can tell.

    Args:
        stream: an open pipe.
        wait: until it has; else it is only asked.
    """
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    return bool(poll.poll(None if wait else 0))
