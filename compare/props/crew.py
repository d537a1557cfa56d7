"""A crew of threads, or of processes, that all begin each turn together; and a rescue for those that hang.

    crew = Crew(workers, watch, rescue=gap.release)
    crew.run(turns, example.lock, counter, lock)      # each calls lock(counter, lock) so often
    crew.done, crew.error                             # calls that returned; what was raised, or "deadlock"

In timed trials nobody waits for anybody: each thread is a plain loop.

    crew = ProcessCrew(workers, context, hands, gap)  # in `prepare`: starting interpreters is not the point
    crew.run(turns, watch)                            # each calls hands(turn, observed) so often
    crew.close()                                      # in `cleanup`
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import BaseContext
    from typing import Any

MET_S = 10.0  # for what every right text meets
HANGS_S = 2.0  # without any call that returns
LINGERS_S = 1.0  # a thread that was told to end
TOGETHER = 16  # turns that all begin together; those that follow are each thread's own


def _nothing() -> None:
    """No rescue but the end of the waiting."""


class Crew:
    """So many threads.

    Args:
        size: how many.
        watch: the trial's trace; each thread is a span `worker`, with how many calls returned: `did`.
        rescue: called when nothing has moved for two seconds, to let go what is held.

    Attributes:
        done: how many calls returned.
        error: the category of the first error that a call raised; "deadlock" if they hung.
    """

    def __init__(self, size: int, watch: Any, rescue: Callable[[], object] = _nothing) -> None:
        self.done = 0
        self.error: str | None = None
        self._size, self._watch, self._rescue = size, watch, rescue
        self._lock, self._over = threading.Lock(), False

    def run(self, turns: int, job: Callable[..., Any], *args: Any, numbered: bool = False) -> None:
        """Let each thread make the call so often.

        Args:
            turns: how often.
            job: the example's function.
            args: its arguments.
            numbered: each call gets one more: a number that no other call of the run gets.
        """
        loop = self._observed if self._watch.observed else self._plain
        start = threading.Barrier(self._size)
        threads = [
            threading.Thread(target=loop, args=(number, start, turns, job, args, numbered), daemon=True)
            for number in range(self._size)
        ]
        for thread in threads:
            thread.start()
        if self._watch.observed:
            self._look_after(threads, start)
        else:
            for thread in threads:
                thread.join()

    def _plain(
        self, number: int, _: Any, turns: int, job: Callable[..., Any], args: tuple, numbered: bool
    ) -> None:
        for turn in range(turns):
            if numbered:
                job(*args, number * turns + turn)
            else:
                job(*args)
        with self._lock:
            self.done += turns

    def _observed(
        self,
        number: int,
        start: threading.Barrier,
        turns: int,
        job: Callable[..., Any],
        args: tuple,
        numbered: bool,
    ) -> None:
        did = 0
        with self._watch.span("worker", item=number):
            for turn in range(turns):
                if turn < TOGETHER:
                    with suppress(threading.BrokenBarrierError):
                        start.wait(MET_S)
                if self._over:
                    break
                try:
                    job(*args, *((number * turns + turn,) if numbered else ()))
                except Exception as error:  # whatever a text raises is what it did
                    self.error = self.error or category(error)
                    continue
                did += 1
                with self._lock:
                    self.done += 1
            self._watch.event("did", item=number, value=did)

    def _look_after(self, threads: list[threading.Thread], start: threading.Barrier) -> None:
        seen, since = self.done, time.monotonic()
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(0.005)
            if self.done != seen:
                seen, since = self.done, time.monotonic()
            elif time.monotonic() - since > HANGS_S:
                self._over, self.error = True, "deadlock"
                start.abort()
                self._rescue()
                for thread in threads:
                    thread.join(0.1)
                return


class ProcessCrew:
    """So many processes, which stand ready.

    Args:
        size: how many.
        context: of multiprocessing; each process is a span `worker`, with how many calls returned: `did`.
        job: an importable function of the scene; called with `args`, the turn, and whether the trial is observed.
        args: what goes to each when it is started.

    Attributes:
        done: how many calls of the last run returned.
        error: the category of the first error that a call raised; "deadlock" if they hung;
            "invalid-state" where one of them has left a thread running.
    """

    def __init__(self, size: int, context: BaseContext, job: Callable[..., Any], *args: Any) -> None:
        start = context.Barrier(size)
        self._ends = [context.Pipe() for _ in range(size)]
        self.done, self.error = 0, None
        self.processes: list[Any] = [
            context.Process(target=_serve, args=(number, there, start, job, args), daemon=True)
            for number, (_, there) in enumerate(self._ends)
        ]
        for process in self.processes:
            process.start()
        for here, there in self._ends:
            there.close()
            here.recv()  # it stands ready

    def run(self, turns: int, watch: Any) -> None:
        """Let each process make the call so often."""
        self.done, self.error = 0, None
        for here, _ in self._ends:
            here.send((turns, watch))
        for here, _ in self._ends:
            limit = MET_S if watch.observed else None
            try:
                done, error = here.recv() if here.poll(limit) else (0, "deadlock")
            except EOFError:
                done, error = 0, "closed"
            self.done += done
            self.error = self.error or error

    def close(self) -> None:
        """End the processes."""
        for (here, _), process in zip(self._ends, self.processes, strict=True):
            with suppress(OSError):
                here.send(None)
            process.join(1.0)
            if process.is_alive():
                process.kill()
                process.join()
            here.close()


def _serve(number: int, orders: Any, start: Any, job: Callable[..., Any], args: tuple) -> None:
    orders.send("ready")
    while order := orders.recv():
        turns, watch = order
        done, error, observed = 0, None, watch.observed
        with watch.span("worker", item=number):
            for turn in range(turns):
                if observed and turn < TOGETHER:
                    with suppress(threading.BrokenBarrierError):
                        start.wait(HANGS_S)
                try:
                    job(*args, turn, observed)
                    done += 1
                except Exception as raised:  # whatever a text raises is what it did
                    error = error or category(raised)
            watch.event("did", item=number, value=done)
        if observed and _threads_stay():
            error = error or "invalid-state"
        orders.send((done, error))


def _threads_stay() -> bool:
    """Whether a thread that keeps this process from ending is there, and does not end within a second."""
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    until = time.monotonic() + LINGERS_S
    for one in others:
        one.join(max(0.0, until - time.monotonic()))
    return any(one.is_alive() for one in others)


def category(error: BaseException) -> str:
    """The category that contracts use for an error; what has none keeps its class's name."""
    kinds = {
        ValueError: "user",
        TimeoutError: "timeout",
        OverflowError: "overflow",
        KeyError: "not-found",
        RuntimeError: "lock-misuse",
        ZeroDivisionError: "divide-by-zero",
        BrokenPipeError: "broken-pipe",
        EOFError: "end-of-stream",
    }
    return kinds.get(type(error), type(error).__name__)
