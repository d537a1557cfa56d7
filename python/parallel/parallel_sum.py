"""Does a sum get faster when several cores share it?

Adding is so cheap that sharing it out can cost more than it saves. With the GIL, threads that add in a loop
take turns and gain nothing; in a free-threaded Python (3.13t) they add side by side. NumPy releases the GIL
while it adds, and adds several numbers with each instruction (SIMD). Each worker has a subtotal of its own,
so nothing is locked.
C# has no GIL. There `+=` wraps around where a sum is too large, as NumPy's does, and `Sum` throws.
"""

import multiprocessing
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise


def serial(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


def source(numbers, workers, pool):
    """Processes have a GIL each. A range is sent as its two ends, a list as all its numbers."""
    return sum(pool.map(sum, parts(numbers, workers)))


def threads(numbers, workers, pool, add):
    """Each thread adds one part; how fast, and whether at once, depends on `add`."""
    subtotals = pool.map(add, parts(numbers, workers))
    return sum(subtotals)


def idiomatic(numbers):
    return sum(numbers)  # on one thread, but the loop is in C


def vectorised(part):
    return int(part.sum())  # NumPy's loop: without the GIL, several numbers at a time


def parts(numbers, workers):
    """Parts of equal size, or nearly; together they leave nothing out."""
    ends = [len(numbers) * worker // workers for worker in range(workers + 1)]
    return [numbers[start:stop] for start, stop in pairwise(ends)]


def main():
    numbers = array("q", range(1_000_000))
    with ThreadPoolExecutor(2) as pool, multiprocessing.get_context("spawn").Pool(2) as processes:
        processes.map(abs, range(100))  # they are there before the clock starts
        show("loop", lambda: serial(numbers))
        show("processes", lambda: source(range(1_000_000), 2, processes))
        show("threads", lambda: threads(numbers, 2, pool, serial))
        show("sum", lambda: idiomatic(numbers))
        with suppress(ImportError):
            import numpy

            show("NumPy in threads", lambda: threads(numpy.array(numbers), 2, pool, vectorised))


def show(name, add_up):
    begun = time.perf_counter()
    total = add_up()
    print(f"{name}: {total}, {(time.perf_counter() - begun) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
