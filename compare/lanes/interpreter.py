"""Interpreters that the user names for lanes: whether one will do, and its library compiled before it is timed."""

from __future__ import annotations

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

from compare.errors import HarnessError
from compare.setup.asking import answer_of
from compare.setup.home import ROOT
from compare.setup.machine import NEEDED_PYTHON
from compare.text import say

PREFIX = "PYTHONPYCACHEPREFIX"
COMPILING_LIMIT_S = 300
BUILD = re.compile(r"\d+\.\d+\.\d+t?")
# Where its library is, and whether each module would be compiled anew in each process.
ASKS = """
import json, os, sys, sysconfig
print(*sys.version_info[:3], sep=".", end="t\\n" if sysconfig.get_config_var("Py_GIL_DISABLED") else "\\n")
print(os.path.dirname(os.__file__))
print(os.path.exists(json.__cached__))
"""


def build_of(program: str) -> str:
    """Which Python a program is: `3.11.7`, `3.13.5t` for a free-threaded build; empty for anything else."""
    try:
        version, *_ = _answer(program)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return version if BUILD.fullmatch(version) else ""


@cache
def unfit(interpreter: str) -> str:
    """Why a program is no interpreter that will do, in a sentence; empty where it is one."""
    try:
        version, *_ = _answer(interpreter)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{interpreter} cannot be started: {getattr(error, 'strerror', None) or 'it gives no answer'}"
    if not BUILD.fullmatch(version):
        return f"{interpreter} is no Python" + (f"; it says: {version[:200]}" if version else "")
    if tuple(map(int, version.rstrip("t").split("."))) < NEEDED_PYTHON:
        return f"{interpreter} is Python {version}; {'.'.join(map(str, NEEDED_PYTHON))} or newer is needed"
    return ""


def compiled_library(interpreter: str) -> dict[str, str]:
    """What lets an interpreter find its own library compiled: nothing, or where we compiled it once.

    Args:
        interpreter: one that will do.

    Returns:
        the environment variables that its processes need. An interpreter without compiled files, in a folder that
        cannot be written say, would else compile each module in each process, and that would be timed.

    Raises:
        HarnessError: its library cannot be compiled.
    """
    version, library, compiled = _answer(interpreter)
    if compiled == "True":
        return {}
    key = hashlib.sha256(f"{version} {library}".encode()).hexdigest()[:12]
    cache_folder = ROOT / ".parallax" / "pycache" / key
    whole = cache_folder / "whole"
    if not whole.exists():
        say(f"Compiling the library of {interpreter} once ...", err=True)
        _compile(interpreter, library, cache_folder)
        whole.touch()
    return {PREFIX: str(cache_folder)}


@cache
def _answer(interpreter: str) -> list[str]:
    """Its version, its library and whether that is compiled; of what is no interpreter, what it says."""
    answer = answer_of([interpreter, "-I", "-c", ASKS], 20)
    said = answer.stdout if answer.returncode == 0 else answer.stderr + answer.stdout
    return [line.strip() for line in said.splitlines() if line.strip()] or [""]


def _compile(interpreter: str, library: str, into: Path) -> None:
    # Some files of a library's own tests are no Python on purpose.
    command = [interpreter, "-I", "-X", f"pycache_prefix={into}", "-m", "compileall", "-q"]
    command += ["-x", r"[\\/](test|tests|lib2to3|site-packages)[\\/]", library]
    try:
        into.mkdir(parents=True, exist_ok=True)
        answer_of(command, COMPILING_LIMIT_S).check_returncode()
    except (OSError, subprocess.SubprocessError) as error:
        raise HarnessError(f"The library of {interpreter} cannot be compiled into {into}: {error}.") from None
