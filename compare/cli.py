"""One place where commands start, errors are printed and exit codes given."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

from compare.errors import EnvironmentLacks, ParallaxError, Stopped, UsageError
from compare.run.stopping import stopped_by_signals
from compare.text import cut, say

LONGEST = 2000  # characters of a message

# Each command is a function of its own module, imported only when it is asked for.
COMMANDS = {
    "compare": "compare.commands.compare",
    "worker": "compare.commands.join",
    "report": "compare.commands.saved",
    "diff": "compare.commands.saved",
    "baseline": "compare.commands.saved",
    "merge": "compare.commands.saved",
    "history": "compare.commands.saved",
    "list": "compare.commands.look",
    "find": "compare.commands.look",
    "show": "compare.commands.look",
    "coverage": "compare.commands.look",
    "docs": "compare.commands.docs",
    "run": "compare.commands.run_one",
    "lecture": "compare.commands.lecture",
    "trace": "compare.commands.traced",
    "site": "compare.commands.kit",
    "handout": "compare.commands.kit",
    "notebook": "compare.commands.kit",
    "exercise": "compare.commands.exercise",
    "check": "compare.commands.exercise",
    "new": "compare.commands.make",
    "doctor": "compare.commands.make",
    "build": "compare.commands.make",
    "clean": "compare.commands.make",
    "precommit": "compare.commands.precommit",
    "test": "compare.commands.check",
    "lint": "compare.commands.check",
    "bench": "compare.commands.check",
}


def main(command: str, options: Mapping[str, Any]) -> int:
    """Run a command and give its exit code; a user's mistake is one sentence, no traceback."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):  # what a stream cannot show is escaped, never an error
            stream.reconfigure(errors="backslashreplace")
        if stream is not None:  # as with `>&-`: print is silent then
            setattr(sys, name, _Lasting(stream))
    try:
        with stopped_by_signals():
            _refuse_empty(options)
            return _done(command, options)
    except ParallaxError as error:
        _tell(command, error)
        return int(error.exit_code)
    except Stopped as stopped:
        say(f"{command}: stopped.", err=True)
        return int(stopped.exit_code)


def _done(command: str, options: Mapping[str, Any]) -> int:
    try:
        module = importlib.import_module(COMMANDS[command])
        return int(getattr(module, f"do_{command}")(options))
    except ModuleNotFoundError as error:
        from compare.setup.dependencies import declared
        from compare.setup.home import ROOT

        package = (error.name or "").partition(".")[0]
        if package not in {one.name for one in declared(ROOT) if one.needed}:
            raise
        raise EnvironmentLacks(
            f"the Python package {package} is missing in {sys.executable}. Give: python3 bootstrap.py {command}"
        ) from None


def _tell(command: str, error: ParallaxError) -> None:
    """An error on standard error, and where GitHub runs us as an annotation; other people's text in it is inert."""
    first, *more = [cut(str(one), LONGEST) for one in error.args] or ["failed"]
    say(f"{command}: {first}", *more, err=True)
    if os.environ.get("GITHUB_ACTIONS"):
        from compare.report.machines import annotation

        print(
            annotation(f"{command} (exit {int(error.exit_code)})", " ".join([first, *more])), file=sys.stderr
        )


def _refuse_empty(options: Mapping[str, Any]) -> None:
    """An option from an unset variable must not switch off what it asks for."""
    for name, value in options.items():
        if value == "" or (isinstance(value, list) and "" in value):
            raise UsageError(f"--{name.replace('_', '-')} is empty: give it a value, or leave it out.")


class _Lasting:
    """An output that outlives its reader: after `| head`, or on a full disk, the verdict stays the verdict."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or drop what nobody can have any more."""
        try:
            return self._stream.write(text)
        except OSError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        """Flush, or drop what nobody can have any more."""
        try:
            self._stream.flush()
        except OSError:
            self._let_go()

    def _let_go(self) -> None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._stream.fileno())
        os.close(nothing)
