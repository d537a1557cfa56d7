"""Takes the last index of each part for the end of a slice, which leaves the last number out."""

from array import array
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace


def prepare(parameters):
    numbers = array("q", range(parameters.n))
    return SimpleNamespace(numbers=numbers, workers=parameters.workers)


def run(state, trace):
    numbers, workers = state.numbers, state.workers

    def work(worker):
        with trace.span("add", item=worker):
            if worker < 2:
                trace.rendezvous("two adding", 2)
            first = len(numbers) * worker // workers
            last = len(numbers) * (worker + 1) // workers - 1
            return sum(numbers[first:last])

    with ThreadPoolExecutor(workers) as pool:
        return {"sum": sum(pool.map(work, range(workers))), "count": len(numbers)}
