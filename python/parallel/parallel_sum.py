"""Adds up a million numbers: on one core, on all of them, and as fast as this language can.

Adding is so cheap that sharing it out can cost more than it saves. The material behind this pair shares
work out to a pool of processes. Sending it a million numbers takes longer than adding them, so here its
workers get the two ends of a range and make the numbers themselves; starting them still costs more than
the whole sum. Threads get the numbers for nothing, but in a Python with a global lock only one of them
adds at a time. NumPy lets go of that lock and adds several numbers with each instruction: it is fast
alone, and two threads can help once there are so many numbers that waking them no longer matters.
"""

import multiprocessing
from array import array
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace


# The numbers are there before the clock starts: making them costs more than adding them.
# So are the threads, since .NET has a pool of them from the start.
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


# One number after the other.
def add(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


# A pool of processes, started for this one sum. Ranges are sent as their two ends.
def source(count, workers):
    ranges = [range(*part_of(count, worker, workers)) for worker in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return sum(pool.map(sum, ranges))


# Each worker adds its own part and keeps its own subtotal: nothing is shared while they add,
# so there is nothing to lock.
def in_threads(add_part, numbers, workers, pool, trace):
    def work(worker):
        with trace.span("add", item=worker):
            if worker < 2:
                trace.rendezvous("two adding", 2)
            # [step: add one part]
            start, stop = part_of(len(numbers), worker, workers)
            return add_part(numbers[start:stop])

    # [step: share out the parts]
    subtotals = list(pool.map(work, range(workers)))
    # [step: add the subtotals]
    return sum(subtotals)


# Where a worker's part of the numbers starts and stops. Together the parts leave nothing out,
# also where the numbers cannot be shared out evenly.
def part_of(count, worker, workers):
    return count * worker // workers, count * (worker + 1) // workers


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
