"""Gives each thread a lock of its own, which keeps nobody out."""

from threading import Lock, Thread


class Counter:
    value = 0


def prepare(parameters):
    return parameters


def run(state, trace):
    counter = Counter()

    def work(number):
        lock = Lock()
        with trace.span("worker", item=number):
            trace.rendezvous("all at work", state.workers)
            for turn in range(state.per_worker):
                with lock:
                    value = counter.value
                    if turn == 0:
                        trace.rendezvous("all have read", state.workers)
                    counter.value = value + 1

    threads = [Thread(target=work, args=(number,)) for number in range(state.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = state.workers * state.per_worker
    return {
        "expected": expected,
        "counter": counter.value,
        "lost": expected - counter.value,
        "enters_twice": False,
        "unowned_release": "lock-misuse",
    }
