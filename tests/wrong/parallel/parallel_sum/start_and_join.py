"""Joins each thread right after its start, so that the parts are added one after the other."""

from array import array
from threading import Thread
from types import SimpleNamespace


def prepare(parameters):
    numbers = array("q", range(parameters.n))
    return SimpleNamespace(numbers=numbers, workers=parameters.workers)


def run(state, trace):
    numbers, workers = state.numbers, state.workers
    subtotals = [0] * workers

    def work(worker):
        with trace.span("add", item=worker):
            if worker < 2:
                trace.rendezvous("two adding", 2)
            start, stop = len(numbers) * worker // workers, len(numbers) * (worker + 1) // workers
            subtotals[worker] = sum(numbers[start:stop])

    for worker in range(workers):
        thread = Thread(target=work, args=(worker,))
        thread.start()
        thread.join()
    return {"sum": sum(subtotals), "count": len(numbers)}
