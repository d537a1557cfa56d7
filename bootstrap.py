#!/usr/bin/env python3
"""Set Parallax up where that is not done yet, then run a task:

    python3 bootstrap.py compare
    python3 bootstrap.py test

    python3 bootstrap.py [--from index|wheels|debian] TASK [arguments of the task]

Makes .venv, installs what pyproject.toml declares, builds the .NET side, and goes on as `invoke TASK`.
Done once; later starts go straight to the task. Without --from, the first source that can serve is taken:
the package index (PyPI), a folder of wheels (PIP_FIND_LINKS, wheels/, ../wheels, ../shared/wheels), or
Debian's own packages. It needs Python 3.11 or newer, and for what runs C# the .NET SDK 10 or newer.
"""

# Nothing newer than Python 3.8 in this file: an old one must get far enough to say what it lacks.
from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "parallax.json")
NEEDED = (3, 11)
SOURCES = ("index", "wheels", "debian")
EFFORT = "about a minute and 250 MB of disk, NuGet's packages included"
BUILDING = ("compare", "run", "bench", "test")  # tasks that need the .NET side; the others start without it


def main(arguments: list[str]) -> int:
    """Set up where needed, then become the task."""
    if sys.version_info < NEEDED:
        return too_old(arguments)
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    try:
        source, task = chosen_source(arguments)
        if not is_set_up(source):
            set_up(source, task)
    except KeyboardInterrupt:
        say("bootstrap: stopped. The next start takes it up again.")
        return 130
    except Failed as failure:
        say(f"bootstrap: {failure}")
        return failure.exit_code
    return hand_over(task or ["--list"])


class Failed(Exception):
    """What is told in one sentence, with its exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def say(text: str, end: str = "\n") -> None:
    """Tell on standard error: standard output is the task's. What pip or git said must not drive a CI log."""
    if sys.version_info >= NEEDED:
        from compare.text import for_terminal

        text = for_terminal(text, keep_lines=True)
    print(text, end=end, file=sys.stderr, flush=True)


# Python and the command line.


def too_old(arguments: list[str]) -> int:
    """Say that this Python will not do, and the line that will."""
    here = ".".join(str(part) for part in sys.version_info[:3])
    other = newer_python()
    line = " ".join([other, os.path.relpath(os.path.join(ROOT, "bootstrap.py")), *arguments])
    cure = f"Give: {line}" if other else "Install it from https://www.python.org/downloads"
    say(f"bootstrap: Parallax needs Python 3.11 or newer; this is {here} ({sys.executable}). {cure}")
    return 4


def newer_python() -> str:
    """Another interpreter of this machine that is new enough, or an empty string."""
    names = ["python3"] + [f"python3.{minor}" for minor in range(11, 21)] + ["/usr/bin/python3"]
    question = f"import sys; sys.exit(sys.version_info < {NEEDED!r})"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for name in filter(shutil.which, names):
        try:
            if subprocess.call([name, "-c", question], timeout=20, **quiet) == 0:
                return name
        except (OSError, subprocess.TimeoutExpired):
            continue
    return ""


def chosen_source(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Take our own --from out of the arguments; all else is the task's."""
    source, rest = None, list(arguments)
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--from" or argument.startswith("--from="):
            after = number + (1 if argument.startswith("--from=") else 2)
            source = argument[7:] or " ".join(arguments[number + 1 : after])
            rest = [*arguments[:number], *arguments[after:]]
            break
    if source is not None and source not in SOURCES:
        raise Failed(f"--from takes {', '.join(SOURCES[:-1])} or {SOURCES[-1]}, not {source!r}.", 2)
    return source, rest


# What is there already.


def is_set_up(source: str | None) -> bool:
    """Whether .venv is whole and serves: from this source, or from any where none is named."""
    stamp = read_stamp()
    files = [venv_python(), stamp.get("maker", ""), *stamp.get("proof", [""])]
    return (
        stamp.get("pyproject") == pyproject_hash()
        and stamp.get("folder") == ROOT
        and source in (None, stamp.get("source"))
        and stamp.get("python") == os.path.realpath(venv_python())
        and all(os.path.exists(path) for path in files)
    )


def read_stamp() -> dict[str, object]:
    """What set-up noted in .venv; empty where it never got that far."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def pyproject_hash() -> str:
    """What tells that the declared dependencies may have changed."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def venv_python() -> str:
    """The interpreter of .venv."""
    return os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


# Doing it.


def set_up(source: str | None, task: list[str]) -> None:
    """Make .venv from the first source that serves, and build the .NET side where the task needs it."""
    sys.path.insert(0, ROOT)
    from pathlib import Path

    from compare.errors import ParallaxError
    from compare.lock import locked
    from compare.setup.sources import SetUp, serve

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    lock = Path(ROOT, ".parallax", "setup.lock")
    say(f"Setting Parallax up in {ROOT}, once: {EFFORT}.")
    try:
        with locked(lock, say, "Another set-up is going on here; waiting for it ..."):
            if not is_set_up(source):
                serve(SetUp(Path(ROOT), Path(venv_python()), Path(STAMP), say), source, pyproject_hash())
        if task[:1] and task[0] in BUILDING:
            build(with_tests=task[0] == "test")
    except ParallaxError as error:
        raise Failed(str(error), int(error.exit_code)) from None
    except OSError as error:
        raise Failed(f"{error.filename or ROOT}: {error.strerror}.", 5) from None
    say(f"Set up in {time.monotonic() - began:.0f} s; `invoke TASK` works too, with .venv activated.\n")


def build(with_tests: bool) -> None:
    """Build the .NET side by .venv's python; a machine without .NET is the task's to judge."""
    command = [venv_python(), "-m", "compare.setup.build", *(["--tests"] if with_tests else [])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr.fileno(), stdin=subprocess.DEVNULL)
    try:
        code = process.wait()
    except BaseException:  # stopped: it ends its own children
        process.terminate()
        process.wait()
        raise
    if code not in (0, 4):
        raise Failed("the .NET side was not built (see above).", code)


def hand_over(task: list[str]) -> int:
    """Go on as `invoke TASK`, whatever folder this was started in."""
    try:
        there = os.path.realpath(os.getcwd()) == ROOT
    except OSError:
        say(
            "bootstrap: the folder that this was started in is gone. Change to one that is there, and try again."
        )
        return 2
    command = [
        venv_python(),
        os.path.join(ROOT, "tasks.py"),
        *([] if there else ["--search-root", ROOT]),
        *task,
    ]
    if os.name == "posix":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
