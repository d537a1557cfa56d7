"""The one guarded place for what only some operating systems can do."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import IO

from compare.setup.asking import answer_of
from compare.setup.machine import SHARED_MEMORY

POSIX = os.name == "posix"
LINUX = sys.platform.startswith("linux")
# What stops, wakes and ends a process for good; Windows knows the last only.
STOP, WAKE, KILL = (signal.SIGSTOP, signal.SIGCONT, signal.SIGKILL) if POSIX else (None, None, signal.SIGTERM)
# What lets a process say where it stands, and end: Python's its threads' stacks, our .NET worker its open spans.
SAY_STACKS, SAY_SPANS = signal.SIGABRT, getattr(signal, "SIGQUIT", signal.SIGTERM)


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


def send(pid: int, number: int | None) -> None:
    """Send a signal to a process; one that has ended, or is another user's, gets none."""
    if number is not None:
        try:
            os.kill(pid, number)
        except OSError:
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


@cache
def own_shared_memory() -> tuple[str, ...]:
    """What a command begins with so that its program has a /dev/shm and System V objects of its own.

    Empty where that is refused. It needs namespaces (Linux): root may make them, others within a user namespace, if the
    system allows it.
    """
    if not LINUX or not SHARED_MEMORY.is_dir():
        return ()
    namespaces = ["--mount", "--ipc"]
    if os.geteuid():
        namespaces = ["--user", "--map-current-user", *namespaces]
    mounted = f'mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs {SHARED_MEMORY} && exec "$@"'
    command = ("unshare", *namespaces, "sh", "-c", mounted, "sh")
    try:
        tried = answer_of((*command, "true"), 10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if tried.returncode == 0 else ()


def shared_memory_of(pid: int) -> Path:
    """The /dev/shm that a process sees; the caller's own where it was given none."""
    return Path(f"/proc/{pid}/root{SHARED_MEMORY}") if own_shared_memory() else SHARED_MEMORY


def shared_objects(folder: Path = SHARED_MEMORY) -> frozenset[str]:
    """Names of this user's shared memory and semaphores in a /dev/shm (Linux; empty elsewhere)."""
    mine = os.getuid() if LINUX else 0
    found = set()
    try:
        entries = list(os.scandir(folder)) if LINUX else []
    except OSError:  # there is none, or the process that saw it has ended
        return frozenset()
    for entry in entries:
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


def new_group_options() -> dict[str, object]:
    """Popen options that keep a terminal's Ctrl-C away from workers."""
    if POSIX:
        return {"start_new_session": True}
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
