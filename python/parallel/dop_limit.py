"""How do I limit how many items of a parallel loop are under way at once?

An executor has at most `max_workers` items under way, and further items wait in its queue. So the limit
belongs to the executor: two loops with an executor each double it, two loops on one executor share it. In C#
the limit belongs to the loop. A ThreadPoolExecutor that is given no number has four threads more than there are
CPUs, at most 32. You will also see a `Semaphore`, and a thread for each item.
"""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def loop(items, handle, limit):
    with ThreadPoolExecutor(limit) as pool:  # threads, for items that wait: many more than cores are useful
        return list(pool.map(handle, items))


def query(items, handle, limit):
    with ProcessPoolExecutor(limit, multiprocessing.get_context("spawn")) as pool:  # for items that compute
        return list(pool.map(handle, items))


def two_loops(left, right, handle, limit):
    with ThreadPoolExecutor(limit) as one, ThreadPoolExecutor(limit) as other:  # together: twice the limit
        first, second = one.map(handle, left), other.map(handle, right)
        return [*first, *second]


def one_limit(left, right, handle, limit):
    with ThreadPoolExecutor(limit) as both:  # the second loop's items wait behind those of the first
        first, second = both.map(handle, left), both.map(handle, right)
        return [*first, *second]


def main():
    whole, halves = [[0.1] * 8], [[0.1] * 4, [0.1] * 4]
    for call, work in ((loop, whole), (query, whole), (two_loops, halves), (one_limit, halves)):
        begun = time.perf_counter()
        call(*work, time.sleep, limit=2)
        print(f"{call.__name__}: 8 items of 0.1 s took {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
