"""Calls the function instead of passing it to the thread: all work is done by the main thread."""

from threading import Lock, Thread


class Counter:
    value = 0
    lock = Lock()


def prepare(parameters):
    return parameters


def run(state, trace):
    counter = Counter()

    def work(number):
        with trace.span("worker", item=number):
            for _ in range(state.per_worker):
                with counter.lock:
                    counter.value += 1

    threads = [Thread(target=work(number)) for number in range(state.workers)]
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
