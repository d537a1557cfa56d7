"""A program that others start is seen from outside: which process it was, and whether its end was waited for.

with Wrapped(command, watch) as seen:
    example.started(seen.command)
seen.pids, seen.ended     # the processes that ran; how many had ended, a moment after their last word

In observed trials the first word of the command is a script that runs the program, notes it, and ends a moment later.
In timed trials it is the program itself.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compare.props.children import Notes, until

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT_S = 2.0  # so long one that was left running is waited for at the end
SCRIPT = """#!/bin/sh
{program} "$@" &
echo began $! >> {notes}
wait $!
code=$?
sleep 0.1
[ -e {notes} ] && echo ended $code >> {notes}
exit $code
"""


class Wrapped:
    """A command, and what became of it.

    Attributes:
        command: what to start.
        pids: the processes that ran by it, once it is left.
        ended: how many of them had ended by then.
    """

    def __init__(self, command: Sequence[str], watch: Any) -> None:
        self.command, self.pids, self.ended = list(command), [], 0
        self._notes: Notes | None = None
        if watch.observed:
            self._notes = Notes()
            script = Path(self._notes.path + ".sh")
            program, notes = shlex.quote(command[0]), shlex.quote(self._notes.path)
            script.write_text(SCRIPT.format(program=program, notes=notes), encoding="utf-8")
            os.chmod(script, 0o700)
            self.command[0] = str(script)

    def __enter__(self) -> Wrapped:
        return self

    def __exit__(self, *_: object) -> None:
        if self._notes is not None:
            self.pids = [int(words[1]) for words in self._notes.lines() if words[0] == "began"]
            self.ended = self._how_many_ended()
            until(lambda: self._how_many_ended() == len(self.pids), LEFT_S)
            Path(self.command[0]).unlink()
            self._notes.remove()

    def _how_many_ended(self) -> int:
        return sum(words[0] == "ended" for words in self._notes.lines())
