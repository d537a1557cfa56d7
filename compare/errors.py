"""The errors that Parallax reports to a person, and its exit codes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit code says; 1 is never ours."""

    OK = 0
    USAGE = 2
    DIFFERS = 3
    ENVIRONMENT = 4
    HARNESS = 5
    REGRESSION = 6
    INCONCLUSIVE = 7
    INTERRUPTED = 130
    TERMINATED = 143


# Where several apply, the first of these wins.
PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.TERMINATED,
    Exit.USAGE,
    Exit.ENVIRONMENT,
    Exit.HARNESS,
    Exit.DIFFERS,
    Exit.REGRESSION,
    Exit.INCONCLUSIVE,
)


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code that counts where several apply."""
    found = set(codes)
    return next((code for code in PRECEDENCE if code in found), Exit.OK)


class ParallaxError(Exception):
    """A condition told to the user in one sentence.

    The message says what is wrong, where, and what to try. Several faults of one file are several arguments.
    """

    exit_code = Exit.HARNESS

    def __str__(self) -> str:
        """All of them, a line each."""
        return "\n".join(map(str, self.args))


class UsageError(ParallaxError):
    """A wrong name, value, option or file given by the user."""

    exit_code = Exit.USAGE


class EnvironmentLacks(ParallaxError):
    """Something needed or named is missing from this machine."""

    exit_code = Exit.ENVIRONMENT


class HarnessError(ParallaxError):
    """We could not build, run or write what was asked for."""

    exit_code = Exit.HARNESS


class Stopped(BaseException):
    """Ctrl-C or SIGTERM reached us; carries the exit code."""

    def __init__(self, exit_code: Exit) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known name, or what there is.

    Args:
        name: what the user wrote.
        known: the names that would have been right.

    Returns:
        a sentence to append to a message, with a leading space; empty when nothing is known.
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    if not names:
        return ""
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f" There is: {shown}."
