"""A Python that lacks what another system's lacks, as far as that can be had here.

`python elsewhere.py windows|macos TASK …` runs a task in it. Paths stay those of this system: pathlib and subprocess
keep what they found when they were loaded.
"""

from __future__ import annotations

import asyncio
import fcntl
import multiprocessing.util
import os
import pathlib
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import types
import urllib.request

import invoke.main
import jsonschema
import psutil
import pygments
import rich.console
import rich.progress

LOADED = (
    urllib.request,
    asyncio,
    multiprocessing.util,
    runpy,
    tempfile,
    invoke.main,
    jsonschema,
    psutil,
    pygments,
    rich,
)
MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "pty", "syslog")
OF_OS = (
    *("fork", "forkpty", "getuid", "geteuid", "getpgid", "setsid", "killpg", "posix_spawn", "posix_spawnp"),
    *("sched_getaffinity", "sched_yield", "mkfifo", "register_at_fork", "wait4", "WNOHANG", "O_NONBLOCK"),
)
SIGNALS = ("SIGKILL", "SIGHUP", "SIGQUIT", "SIGSTOP", "SIGCONT", "SIGCHLD", "SIGPIPE", "SIGXFSZ", "SIGALRM")


def windows() -> None:
    """No fork, no resource, no AF_UNIX, few signals, another lock."""
    sys.modules["msvcrt"] = types.SimpleNamespace(LK_LOCK=1, LK_NBLCK=2, LK_UNLCK=0, locking=_lock)
    subprocess.CREATE_NEW_PROCESS_GROUP = 0
    kept = types.ModuleType("os")
    vars(kept).update(vars(os))
    pathlib.os = subprocess.os = kept
    sys.modules.update(dict.fromkeys(MODULES))
    for module, names in ((os, OF_OS), (signal, SIGNALS), (socket, ("AF_UNIX",)), (select, ("poll",))):
        for name in names:
            vars(module).pop(name, None)
    os.environ["PATHEXT"] = ".EXE"
    os.name, sys.platform = "nt", "win32"


def macos() -> None:
    """POSIX without /proc, /dev/shm, prctl or a process's own set of cores."""
    del os.sched_getaffinity
    sys.platform = "darwin"
    from compare.worker import proc

    proc.PROC, proc.KNOWS_CHILDREN = "/nowhere", False


def _lock(number: int, mode: int, _length: int) -> None:
    """What msvcrt does with a file's first bytes, by this system's means."""
    fcntl.flock(number, (fcntl.LOCK_UN, fcntl.LOCK_EX, fcntl.LOCK_EX | fcntl.LOCK_NB)[mode])


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
    {"windows": windows, "macos": macos}[sys.argv[1]]()
    sys.argv = ["invoke", *sys.argv[2:]]
    invoke.main.program.run()
