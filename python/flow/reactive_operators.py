"""Treats events as they come: keeps some, and waits until they settle.

A generator that is sent to has the three calls that make an observer: `send` for a value, `close` for the end
of the source, `throw` for its failure. So operators are short functions. Their names are those of Rx, for
which Python has the package `reactivex`. `throttle` waits for a pause: it hands a value on when no other has
come for a while, and when the source ends. (Others call that debounce.) A failure ends all; what still waits
is lost.

Time is virtual: the scheduler's clock jumps from one appointment to the next, so nobody waits, and every run
is the same. Whoever has all events in a list already needs none of this, and looks ahead instead.
"""

import sched
from itertools import accumulate, zip_longest


class Failed(Exception):
    """The source's own error."""


def prepare(parameters):
    return parameters


def run(state, trace):
    names = [event.name for event in state.events]
    times = list(accumulate(event.after_ms for event in state.events))
    if state.variant == "by-hand":
        return by_hand(names, times, state)
    return operators(names, times, state, trace)


# From a list, afterwards: whether an event settled is seen by looking at the next one.
def by_hand(names, times, state):
    kept = [name for name in names if name != state.unwanted]
    end = times[-1] + state.rest_ms
    settled = []
    for name, at, following in zip_longest(names, times, times[1:], fillvalue=end):
        if at + state.quiet_ms < following:
            settled.append({"name": name, "at": at + state.quiet_ms})
    if times[-1] + state.quiet_ms >= end and not state.fails:
        settled.append({"name": names[-1], "at": end})
    return {"kept": kept, "settled": settled, "error": "user" if state.fails else None}


def operators(names, times, state, trace):
    kept, settled, error = [], [], None
    # [step: set the clock]
    clock = Clock()

    def settle(name):
        trace.event("step", item=f"{name} settled")
        settled.append({"name": name, "at": clock.now})

    # [step: listen]
    keep = where(lambda name: name != state.unwanted, kept.append)
    listeners = [keep, throttle(state.quiet_ms, clock, settle)]
    for listener in listeners:
        next(listener)  # up to its first yield

    # [step: send]
    def send(name):
        trace.event("step", item=f"{name} came")
        for listener in listeners:
            listener.send(name)

    def end():
        nonlocal error
        for listener in listeners:
            try:
                listener.throw(Failed()) if state.fails else listener.close()
            except Failed:
                error = "user"

    for name, at in zip(names, times, strict=True):
        clock.enterabs(at, 0, send, (name,))
    clock.enterabs(times[-1] + state.rest_ms, 0, end)
    # [step: let the time pass]
    clock.run()
    return {"kept": kept, "settled": settled, "error": error}


def where(wanted, emit):
    while True:
        value = yield
        if wanted(value):
            emit(value)


# Each value puts the one before it off, for good.
def throttle(quiet, clock, emit):
    waiting = None

    def due(value):
        nonlocal waiting
        waiting = None
        emit(value)

    try:
        while True:
            value = yield
            if waiting:
                clock.cancel(waiting)
            waiting = clock.enter(quiet, 0, due, (value,))
    except GeneratorExit:  # this is what `close` does
        if waiting:
            emit(*waiting.argument)
    finally:
        if waiting:
            clock.cancel(waiting)


# A scheduler whose waiting takes no time: its clock is moved on.
class Clock(sched.scheduler):
    def __init__(self):
        self.now = 0
        super().__init__(timefunc=lambda: self.now, delayfunc=self.move)

    def move(self, by):
        self.now += by


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
