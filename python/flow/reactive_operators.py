"""Events come in time, such as key strokes: how do I keep some, and wait until they settle?

An observer has three calls: `on_next` for a value, `on_completed` for the end, `on_error` for a failure.
`debounce` waits for a pause: it passes a value on when no other has come for a while. After a failure, a
value that still waits is lost. The package `reactivex` has `filter` and `debounce`; here they are written
out. C#'s Rx calls them Where and Throttle.
"""

import sched


def by_hand(names, times, end, unwanted, quiet):
    """From a list, afterwards: the next event shows whether this one settled."""
    kept = [name for name in names if name != unwanted]
    settled = []
    for name, at, following in zip(names, times, [*times[1:], end], strict=True):
        if at + quiet < following:
            settled.append((name, at + quiet))
    if times[-1] + quiet >= end:
        settled.append((names[-1], end))
    return kept, settled


def operators(source, clock, unwanted, quiet, keep, settle, fail):
    """As they come, on a clock; the clock of a test does not wait."""
    source.subscribe(Filter(lambda name: name != unwanted, keep, fail))
    source.subscribe(Debounce(quiet, clock, settle, fail))


class Filter:
    def __init__(self, wanted, emit, fail):
        self.wanted, self.emit, self.on_error = wanted, emit, fail

    def on_next(self, value):
        if self.wanted(value):
            self.emit(value)

    def on_completed(self):
        pass


class Debounce:
    """Passes a value on after a pause; each value replaces the one before it."""

    def __init__(self, quiet, clock, emit, fail):
        self.quiet, self.clock, self.emit, self.fail = quiet, clock, emit, fail
        self.waiting = None

    def on_next(self, value):
        self.drop()
        self.waiting = self.clock.enter(self.quiet, 0, self.due, (value,))

    def on_completed(self):
        if self.waiting:
            last = self.waiting.argument
            self.drop()
            self.emit(*last)

    def on_error(self, error):
        self.drop()
        self.fail(error)

    def due(self, value):
        self.waiting = None
        self.emit(value)

    def drop(self):
        if self.waiting:
            self.clock.cancel(self.waiting)
            self.waiting = None


def main():
    print(by_hand(["c", "co", "coffee"], [0, 20, 40], 200, "co", 100))
    clock = sched.scheduler()
    typed = Debounce(0.1, clock, print, print)
    for at, text in ((0, "c"), (0.02, "co"), (0.04, "coffee"), (0.3, "coffee beans")):
        clock.enter(at, 0, typed.on_next, (text,))
    clock.run()  # prints coffee, then coffee beans


if __name__ == "__main__":
    main()
