"""What all sources share: what is set up, a step in a line, and starting a program."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compare.setup.asking import answer_of
from compare.setup.dependencies import Dependency, declared

# These would send packages past .venv, whatever the command line says.
ASTRAY = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME")


class CannotServe(Exception):
    """Why a source does not serve; the next one is tried."""


@dataclass(frozen=True)
class SetUp:
    """What is being set up, and whom to tell."""

    root: Path
    python: Path  # .venv's interpreter
    stamp: Path  # notes what .venv is; there from its making on, whole at the end
    say: Callable[..., None]

    @property
    def venv(self) -> Path:
        """The folder .venv."""
        return self.stamp.parent

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """What pyproject.toml declares."""
        return declared(self.root)


@contextmanager
def step(setup: SetUp, text: str) -> Iterator[None]:
    """A step in a line: what is done, then how long it took, or why it failed."""
    began = time.monotonic()
    setup.say(f"  {text} ...", end=" ")
    try:
        yield
    except CannotServe as reason:
        setup.say(f"no: {reason} ({time.monotonic() - began:.1f} s)")
        raise
    except BaseException:  # Ctrl-C too: the step's line must have an end
        setup.say("stopped")
        raise
    setup.say(f"{time.monotonic() - began:.1f} s")


def run(
    command: Sequence[object], limit_s: float, without: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and keep what it said.

    Args:
        command: the program and its arguments.
        limit_s: seconds that it may take.
        without: environment variables that it must not see.

    Raises:
        CannotServe: it is not there, or did not end in time.
    """
    environment = {key: value for key, value in os.environ.items() if key not in (*ASTRAY, *without)}
    try:
        return answer_of(command, limit_s, environment=environment | {"PIP_USER": "0"})
    except subprocess.TimeoutExpired:
        raise CannotServe(f"{Path(str(command[0])).name} did not end within {limit_s:.0f} s") from None
    except OSError as error:
        raise CannotServe(f"{command[0]}: {error.strerror}") from None


def complaint(answer: subprocess.CompletedProcess[str]) -> str:
    """The last error that a program told, in a line."""
    lines = [line.strip() for line in (answer.stdout + "\n" + answer.stderr).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR:", "E:", "Error:"))]
    text = (errors or lines or [f"exit code {answer.returncode}"])[-1]
    return text.removeprefix("ERROR:").removeprefix("E:").removeprefix("Error:").strip()[:300].rstrip(".")
