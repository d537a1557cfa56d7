"""NumPy in two threads and nothing else: what parallel-sum's tuned variant is measured against.

Each line on standard input is a number of sums; the answer is how many nanoseconds they took.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy

n = int(sys.argv[1])
numbers = numpy.arange(n, dtype=numpy.int64)
halves = numbers[: n // 2], numbers[n // 2 :]

with ThreadPoolExecutor(2) as pool:
    for line in sys.stdin:
        began = time.perf_counter_ns()
        for _ in range(int(line)):
            total = sum(pool.map(numpy.sum, halves))
        print(time.perf_counter_ns() - began, flush=True)
        assert total == n * (n - 1) // 2
