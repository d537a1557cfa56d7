"""Counts with several threads at once: what is lost without a lock, and why.

`value += 1` is three steps: read, add, write. Whoever reads before the other has written writes the same
number again, and an increment is lost. The source material counts in five processes on a
multiprocessing.Value and prints 2153 of 5000. That is one draw: each access to a Value is locked, `+=` is
two of them, and the same code may print 5000. Threads of CPython 3.11 hardly ever lose one, which only
hides the fault. So `gated` does not hope: it makes all threads read before any of them writes.
"""

from threading import Lock, Thread


class Counter:
    """A number that threads share, and its lock."""

    def __init__(self):
        self.value = 0
        self.lock = Lock()


def prepare(parameters):
    return parameters


def run(state, trace):
    counter = Counter()
    add = {"gated": gated, "ungated": ungated, "lock": locked}[state.variant]
    times = state.forced if state.variant == "gated" else state.per_worker

    def work(number):
        with trace.span("worker", item=number):
            trace.rendezvous("all at work", state.workers)
            for turn in range(times):
                add(counter, turn, state.workers, trace)

    # [step: count]
    threads = [Thread(target=work, args=(number,)) for number in range(state.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # [step: compare]
    expected = state.workers * times
    return {
        "expected": expected,
        "counter": counter.value,
        "lost": expected - counter.value,
        "enters_twice": enters_twice(counter.lock) if state.variant == "lock" else None,
        "unowned_release": unowned_release(counter.lock) if state.variant == "lock" else None,
    }


# [step: gated]
def gated(counter, turn, workers, trace):
    value = counter.value
    trace.event("read", item=turn)
    # The gap between reading and writing, held open until everybody is in it.
    trace.rendezvous("all have read", workers)
    counter.value = value + 1
    trace.event("written", item=turn)
    trace.rendezvous("all have written", workers)


# [step: ungated]
def ungated(counter, turn, workers, trace):
    counter.value += 1


# [step: locked]
def locked(counter, turn, workers, trace):
    with counter.lock:
        counter.value += 1


# May the thread that has the lock take it again? (An RLock may be.)
def enters_twice(lock):
    with lock:
        again = lock.acquire(blocking=False)
        if again:
            lock.release()
    return again


# Giving back what one does not have is a mistake in the program, and is told.
def unowned_release(lock):
    try:
        lock.release()
    except RuntimeError:
        return "lock-misuse"


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
