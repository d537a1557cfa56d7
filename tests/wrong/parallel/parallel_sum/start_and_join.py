"""Joins each thread right after its start, so that the parts are added one after the other."""

import multiprocessing
from array import array
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from types import SimpleNamespace


def prepare(parameters):
    if parameters.variant == "tuned":
        import numpy

        numbers = numpy.arange(parameters.n, dtype=numpy.int64)
    else:
        numbers = array("q", range(parameters.n))  # 8 bytes a number, as in C#
    pool = ThreadPoolExecutor(parameters.workers)
    return SimpleNamespace(**vars(parameters), numbers=numbers, pool=pool)


def run(state, trace):
    numbers, workers = state.numbers, state.workers
    match state.variant:
        case "serial":
            total = add(numbers)
        case "source":
            total = source(len(numbers), workers)
        case "threads":
            total = in_threads(add, numbers, workers, state.pool, trace)
        case "idiomatic":
            total = sum(numbers)
        case "tuned":
            total = in_threads(lambda part: int(part.sum()), numbers, workers, state.pool, trace)
    return {"sum": total, "count": len(numbers)}


def cleanup(state):
    state.pool.shutdown()


def add(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


def source(count, workers):
    ranges = [range(*part_of(count, worker, workers)) for worker in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return sum(pool.map(sum, ranges))


def in_threads(add_part, numbers, workers, pool, trace):
    def work(worker):
        with trace.span("add", item=worker):
            if worker < 2:
                trace.rendezvous("two adding", 2)
            start, stop = part_of(len(numbers), worker, workers)
            return add_part(numbers[start:stop])

    subtotals = []
    for worker in range(workers):
        thread = Thread(target=lambda number: subtotals.append(work(number)), args=(worker,))
        thread.start()
        thread.join()
    return sum(subtotals)


def part_of(count, worker, workers):
    return count * worker // workers, count * (worker + 1) // workers
