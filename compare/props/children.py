"""Child processes: notes that all of them write, clean-ups that take their time, deafness, and a rescue.

`Notes` is a file of lines: what processes did can be read from it in timed trials too, whatever a program says of
itself. `TracedChild` is a child that is a span of the trace. `SlowEnd` is a clean-up, or an end, during which a parent
that does not wait is found out. `deaf` is a child that SIGTERM does not end. `Rescue` ends a child by force when its
parent waits for ever, and says that it had to. `outcome` calls the program under judgement and gives what came of it
as a value.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections import namedtuple
from contextlib import suppress

from compare.props.waiting import children, spent
from compare.worker.proc import proc_text

TYPE_CHECKING = False  # each child process imports this: no module that few of them need
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LIMIT_S = 10.0  # every right text has come back by then
RESCUE_S = 2.0
PATIENT_S = 15.0  # of `patient_outcome`, where a scene holds several children one after the other
STILL_S = 2.5  # for so long nobody stands still for whom something is under way
LOOK_S = 0.5


class Notes:
    """Lines that several processes write, in the order in which they came; goes to children by pickle.

    Its file is removed when the `with` block is left, or by `remove`.
    """

    def __init__(self) -> None:
        handle, self.path = tempfile.mkstemp(prefix="parallax-notes-")
        os.close(handle)

    def add(self, *words: object) -> None:
        """Write one line; lines of several processes do not mix."""
        line = " ".join(map(str, words)) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def lines(self) -> list[list[str]]:
        """What was written so far, each line as its words."""
        with open(self.path, encoding="utf-8") as file:
            return [line.split() for line in file]

    def __enter__(self) -> Notes:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def remove(self) -> None:
        """The file is needed no more."""
        with suppress(FileNotFoundError):
            os.unlink(self.path)


class TracedChild:
    """A child's function, called in a span `child`; goes to children by pickle, as the function must."""

    def __init__(self, function: Callable[..., Any], watch: Any) -> None:
        self.function, self.watch = function, watch

    def __call__(self, *args: Any) -> Any:
        """Do what the child does."""
        with self.watch.span("child"):
            return self.function(*args)


class SlowEnd:
    """A clean-up that takes a moment in observed trials, then says so; goes to children by pickle."""

    def __init__(self, watch: Any, notes: Notes, moment: float = 0.15) -> None:
        self.watch, self.notes, self.moment = watch, notes, moment

    def __call__(self) -> None:
        """Clean up."""
        if self.watch.observed:
            time.sleep(self.moment)
        self.notes.add("cleaned", "up")
        self.watch.event("step", item="cleaned up")


def deaf(orders: Any, _clean_up: object) -> None:
    """A child that SIGTERM does not end, nor any message."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    orders.send("at work")
    while True:
        time.sleep(60)


class Rescue:
    """Kills a process after a while, so that nobody waits for it for ever.

    Attributes:
        used: whether it had to.
    """

    def __init__(self, pid: int | None, after: float = RESCUE_S) -> None:
        self.used = False
        self._pid = pid
        self._timer = threading.Timer(after, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self.used = True
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def __enter__(self) -> Rescue:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()


class ChildOutcome(namedtuple("ChildOutcome", "value error")):
    """What came of a call: its value, or its error's name ("deadlock": it never came back)."""


def outcome(call: Callable[..., Any], *args: Any, limit: float = LIMIT_S) -> ChildOutcome:
    """Call the program under judgement in a thread of its own, and say what came of it."""
    thread, came = _called(call, args)
    thread.join(limit)
    return came[0] if came else ChildOutcome(None, "deadlock")


def patient_outcome(call: Callable[..., Any], *args: Any) -> ChildOutcome:
    """The same; given up early when for seconds none of our children was at work, and none came or went."""
    thread, came = _called(call, args)
    end, since, seen = time.monotonic() + PATIENT_S, time.monotonic(), None
    while thread.is_alive() and time.monotonic() < min(end, since + STILL_S):
        thread.join(LOOK_S)
        now = {pid: spent(pid) for pid in children()}
        if now != seen or None in now.values():
            since, seen = time.monotonic(), now
    return came[0] if came else ChildOutcome(None, "deadlock")


def _called(call: Callable[..., Any], args: tuple[Any, ...]) -> tuple[threading.Thread, list[ChildOutcome]]:
    came: list[ChildOutcome] = []

    def run() -> None:
        try:
            came.append(ChildOutcome(call(*args), None))
        except BaseException as error:
            came.append(ChildOutcome(None, type(error).__name__))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, came


def state_of(pid: int) -> str:
    """A process's state as /proc tells it: R, S, T, Z …; "gone" where there is none."""
    stat = proc_text(f"{pid}/stat")
    return stat.rpartition(")")[2].split()[0] if stat else "gone"


def until(condition: Callable[[], bool], limit: float = LIMIT_S) -> bool:
    """Wait for what every right text brings about; says whether it came."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True
