""".venv's pip."""

from __future__ import annotations

from collections.abc import Sequence

from compare.setup.dependencies import Dependency
from compare.setup.sources.base import CannotServe, SetUp, complaint, run
from compare.setup.sources.venv import note_filling

QUICK = ("--timeout", "3", "--retries", "0")  # both, else an unreachable index is noticed after minutes


def install(
    setup: SetUp, dependencies: Sequence[Dependency], options: Sequence[str], why_not: str
) -> dict[str, str]:
    """Install all at once; where that fails, what is needed, then the rest one by one.

    Args:
        setup: what is being set up.
        dependencies: what to install.
        options: where pip takes it from.
        why_not: the reason given for what could not be installed.

    Returns:
        what could be spared and is missing, each with the reason.

    Raises:
        CannotServe: something needed could not be installed.
    """
    note_filling(setup)
    wheels = ["-q", *options, "--only-binary", ":all:"]
    if pip(setup, "install", [*wheels, *(one.text for one in dependencies)]) == "":
        return {}
    needed = [one.text for one in dependencies if one.needed]
    fault = pip(setup, "install", ["-q", *options, "--prefer-binary", *needed])
    if fault:
        raise CannotServe(fault)
    rest = [one for one in dependencies if not one.needed]
    return {one.name: why_not for one in rest if pip(setup, "install", [*wheels, one.text])}


def pip(
    setup: SetUp, command: str, options: Sequence[str], limit_s: float = 900, without: Sequence[str] = ()
) -> str:
    """Run a pip command; gives its complaint, empty where all went well."""
    common = ["--disable-pip-version-check", "--no-input"]
    answer = run([setup.python, "-m", "pip", command, *common, *options], limit_s, without)
    return complaint(answer) if answer.returncode else ""
