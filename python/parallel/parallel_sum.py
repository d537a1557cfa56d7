"""Adds up the numbers from 0 to n - 1, on one core and on all of them.

The obvious way to go parallel is a pool of processes that each get a chunk of the list. It is slower
than plain `sum`: every number is pickled, sent, and unpickled, which costs far more than adding it.
Threads need not send anything, but in a Python with a GIL only one of them adds at a time. Cores pay
off when each worker is told which numbers to add instead of being sent them, or when NumPy, which
lets go of the GIL, adds one whole range in each thread.
"""

from array import array
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import get_all_start_methods, get_context
from types import SimpleNamespace

# A fork server starts children quickly and from a clean state; Windows only knows spawn.
START = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


# The numbers and the workers are there before the clock starts, as .NET's thread pool always is.
def prepare(parameters):
    numbers = longs(parameters.n)
    pool = None
    if parameters.variant == "seed":
        pool = get_context(START).Pool(parameters.workers)
    elif parameters.variant == "idiomatic":
        pool = ProcessPoolExecutor(parameters.workers, mp_context=get_context(START))
    elif parameters.variant in ("threads", "tuned"):
        pool = ThreadPoolExecutor(parameters.workers)
    if parameters.variant == "tuned":
        from numpy import frombuffer

        numbers = frombuffer(numbers, dtype="int64")  # the same memory, no copy
    state = SimpleNamespace(
        variant=parameters.variant, numbers=numbers, workers=parameters.workers, pool=pool
    )
    if pool:
        run(state, None)  # an executor starts its workers with its first job
    return state


# Packed side by side, eight bytes each, as C# has them in a long[]. A list of fifty million ints takes
# 1.9 GB. A slice of a memoryview copies nothing.
@lru_cache(maxsize=1)
def longs(n):
    return memoryview(array("q", range(n)))


def run(state, trace):
    numbers, workers, pool = state.numbers, state.workers, state.pool
    match state.variant:
        case "serial":
            total = sum(numbers)
        case "seed":
            total = sum(pool.map(sum, chunks(numbers, workers)))
        case "threads":
            total = threads(numbers, workers, pool)
        case "idiomatic":
            # A range is pickled as three numbers, whatever its length.
            total = sum(pool.map(sum, ranges(len(numbers), workers)))
        case "tuned":
            total = tuned(numbers, workers, pool)
        case variant:
            raise ValueError(f"unknown variant {variant}")
    return {"sum": total, "count": len(numbers)}


# Each worker takes a range and keeps its own subtotal: only subtotals are shared.
def threads(numbers, workers, pool):
    # [step: split]
    parts = ranges(len(numbers), workers)
    # [step: add each range]
    subtotals = pool.map(lambda part: sum(numbers[part.start : part.stop]), parts)
    # [step: add the subtotals]
    return sum(subtotals)


# The same ranges, each added with vector instructions, outside the GIL.
def tuned(numbers, workers, pool):
    parts = ranges(len(numbers), workers)
    subtotals = pool.map(lambda part: int(numbers[part.start : part.stop].sum()), parts)
    return sum(subtotals)


def chunks(numbers, workers):
    return [numbers[part.start : part.stop].tolist() for part in ranges(len(numbers), workers)]


def ranges(length, workers):
    size = max(1, -(-length // workers))  # rounded up
    return [range(start, min(start + size, length)) for start in range(0, length, size)]


def cleanup(state):
    if state.variant == "seed":
        state.pool.close()
        state.pool.join()
    elif state.pool:
        state.pool.shutdown()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
