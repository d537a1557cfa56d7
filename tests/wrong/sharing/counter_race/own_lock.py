"""Makes a lock of its own for each increment, which keeps nobody out."""

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

    threads = [Thread(target=work, args=(number,)) for number in range(state.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = state.workers * times
    return {
        "expected": expected,
        "counter": counter.value,
        "lost": expected - counter.value,
        "enters_twice": enters_twice(counter.lock) if state.variant == "lock" else None,
        "unowned_release": unowned_release(counter.lock) if state.variant == "lock" else None,
    }


def gated(counter, turn, workers, trace):
    value = counter.value
    trace.event("read", item=turn)
    trace.rendezvous("all have read", workers)
    counter.value = value + 1
    trace.event("written", item=turn)
    trace.rendezvous("all have written", workers)


def ungated(counter, turn, workers, trace):
    counter.value += 1


def locked(counter, turn, workers, trace):
    with Lock():
        value = counter.value
        if turn == 0:
            trace.rendezvous("all have read", workers)
        counter.value = value + 1


def enters_twice(lock):
    with lock:
        again = lock.acquire(blocking=False)
        if again:
            lock.release()
    return again


def unowned_release(lock):
    try:
        lock.release()
    except RuntimeError:
        return "lock-misuse"
