"""Ctrl-C, SIGTERM and SIGHUP: the first one ends the run with its reports, a second one ends it at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from compare.errors import Exit, Stopped
from compare.worker.proc import children

CODES = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}
if hasattr(signal, "SIGHUP"):
    CODES[signal.SIGHUP] = Exit.TERMINATED
_stops: list[_Stop] = []  # the one that is in force


class _Stop:
    """What has come so far."""

    def __init__(self) -> None:
        self.code: Exit | None = None
        self.held = False

    def handle(self, number: int, _frame: FrameType | None) -> None:
        if self.code is None:
            self.code = CODES[signal.Signals(number)]
            if not self.held:
                raise Stopped(self.code)
        elif number in (signal.SIGINT, signal.SIGTERM):  # a closed terminal may say SIGHUP twice
            hang_up()
            os._exit(CODES[signal.Signals(number)])


def hang_up() -> None:
    """End a build and the like with us; launchers and the watcher ignore it, and clear up when they see our end."""
    for child in children(os.getpid()):
        try:
            send_to = os.killpg if os.getpgid(child) == child else os.kill
            send_to(child, signal.SIGHUP)
        except OSError:  # it has just ended
            continue


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn the first signal into Stopped, wherever the program stands; a second one ends this process at once.

    Within another such block, or beside the main thread, it does nothing.
    """
    if _stops or threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop()
    # `nohup` has SIGHUP ignored, and means it.
    numbers = [one for one in CODES if signal.getsignal(one) != signal.SIG_IGN or one == signal.SIGINT]
    before = {number: signal.signal(number, stop.handle) for number in numbers}
    _stops.append(stop)
    try:
        yield
    finally:
        _stops.remove(stop)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def finished_first() -> Iterator[None]:
    """Let the block come to its end though a first signal comes meanwhile, and raise Stopped then.

    Raises:
        Stopped: a signal came in the block.
    """
    if not _stops or _stops[0].code is not None:  # what ended the run is told by its record
        yield
        return
    stop = _stops[0]
    stop.held = True
    try:
        yield
    finally:
        stop.held = False
    if stop.code is not None:
        raise Stopped(stop.code)
