"""Adds up a million numbers: on one core, on all of them, and as fast as this language can.

Adding is so cheap that sharing it out can cost more than it saves. The material behind this pair uses
a pool of processes in Python; handing a million numbers to another process takes longer than adding
them, so its workers get two ends of a range and make the numbers themselves. Threads share the
numbers for nothing, but in a Python with a global lock only one of them adds at a time. NumPy lets go
of that lock and adds several numbers with each instruction, and then two threads can help.
"""

import multiprocessing
from array import array
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace


# The numbers and the threads are there before the clock starts, as .NET's thread pool is.
def prepare(parameters):
    count, workers = parameters.n, parameters.workers
    if parameters.variant == "tuned":
        import numpy

        numbers = numpy.arange(count, dtype=numpy.int64)
    else:
        numbers = array("q", range(count))
    pool = ThreadPoolExecutor(workers)
    return SimpleNamespace(variant=parameters.variant, numbers=numbers, workers=workers, pool=pool)


def run(state, trace):
    numbers, workers = state.numbers, state.workers
    match state.variant:
        case "serial":
            total = serial(numbers)
        case "source":
            total = source(len(numbers), workers)
        case "threads":
            total = in_threads(add, numbers, workers, state.pool, trace)
        case "idiomatic":
            total = sum(numbers)
        case "tuned":
            total = in_threads(add_fast, numbers, workers, state.pool, trace)
    return {"sum": total, "count": len(numbers)}


def cleanup(state):
    state.pool.shutdown()


# One number after the other.
def serial(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


# A pool of processes, started for this one sum.
def source(count, workers):
    ranges = [range(*part(count, worker, workers)) for worker in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return sum(pool.map(sum, ranges))


# Each worker adds its own part and keeps its own subtotal: nothing is shared while they add.
def in_threads(add, numbers, workers, pool, trace):
    def work(worker):
        with trace.span("add", item=worker):
            if worker < 2:
                trace.rendezvous("two adding", 2)
            # [step: add one part]
            start, stop = part(len(numbers), worker, workers)
            return add(numbers[start:stop])

    # [step: share out the parts]
    subtotals = list(pool.map(work, range(workers)))
    # [step: add the subtotals]
    return sum(subtotals)


def add(numbers):
    return sum(numbers)


def add_fast(numbers):
    return int(numbers.sum())


# Where a worker's part of the numbers starts and stops.
def part(count, worker, workers):
    return count * worker // workers, count * (worker + 1) // workers


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
