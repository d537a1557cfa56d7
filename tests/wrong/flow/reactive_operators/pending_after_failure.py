"""Hands on what waits whatever happens, even after the source has failed."""

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
    clock = Clock()

    def settle(name):
        trace.event("step", item=f"{name} settled")
        settled.append({"name": name, "at": clock.now})

    keep = where(lambda name: name != state.unwanted, kept.append)
    listeners = [keep, throttle(state.quiet_ms, clock, settle)]
    for listener in listeners:
        next(listener)  # up to its first yield

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
    clock.run()
    return {"kept": kept, "settled": settled, "error": error}


def where(wanted, emit):
    while True:
        value = yield
        if wanted(value):
            emit(value)


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
    finally:
        if waiting:
            emit(*waiting.argument)
            clock.cancel(waiting)


class Clock(sched.scheduler):
    def __init__(self):
        self.now = 0
        super().__init__(timefunc=lambda: self.now, delayfunc=self.move)

    def move(self, by):
        self.now += by
