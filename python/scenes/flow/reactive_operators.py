"""The events come on a clock whose waiting takes no time, so every run is the same."""

import sched
from itertools import accumulate

import reactive_operators as example


class Clock(sched.scheduler):
    """A scheduler that jumps from one appointment to the next."""

    def __init__(self):
        self.now = 0
        super().__init__(timefunc=lambda: self.now, delayfunc=self.move)

    def move(self, by):
        self.now += by


class Source:
    """Tells its observers what comes."""

    def __init__(self):
        self.observers = []

    def subscribe(self, observer):
        self.observers.append(observer)

    def tell(self, call, *args):
        for observer in self.observers:
            getattr(observer, call)(*args)


def prepare(parameters):
    return parameters


def run(state, watch):
    names = [event.name for event in state.events]
    times = list(accumulate(event.after_ms for event in state.events))
    end, kept, settled, errors = times[-1] + state.rest_ms, [], [], []
    try:
        if state.variant == "by-hand":
            kept, settled = example.by_hand(names, times, end, state.unwanted, state.quiet_ms)
        else:
            clock, source, quiet = Clock(), Source(), []

            def settle(name):
                watch.event("step", item=f"{name} settled")
                settled.append((name, clock.now))
                no_more_quiet()

            def send(name):
                watch.event("step", item=f"{name} came")
                no_more_quiet()
                quiet.append(watch.span("quiet after", item=name))
                quiet[-1].__enter__()
                source.tell("on_next", name)

            def no_more_quiet():
                while quiet:
                    quiet.pop().__exit__()

            example.operators(
                source, clock, state.unwanted, state.quiet_ms, kept.append, settle, errors.append
            )
            for name, at in zip(names, times, strict=True):
                clock.enterabs(at, 0, send, (name,))
            last = ("on_error", ValueError("the source")) if state.fails else ("on_completed",)
            clock.enterabs(end, 0, source.tell, last)
            clock.run()
            no_more_quiet()
    except Exception as error:
        errors = [error]
    kinds = {type(error).__name__ for error in errors}
    return {
        "kept": list(kept),
        "settled": [{"name": name, "at": at} for name, at in settled],
        "error": "user" if kinds == {"ValueError"} else next(iter(kinds), None),
        "told": len(errors),
    }
