"""Into how many jobs should I cut my work before I share it out?

Each job costs something by itself. Between processes it is pickled and sent, and its result is sent back:
this takes as long as some thousand steps of a loop. Many tiny jobs cost more than they compute, and one large
job keeps only one worker busy. `Pool.map` cuts a list by `chunksize`. In C#, with threads, a job costs less.
"""

import multiprocessing
import time


def serial(count, job):
    return job(range(1, count + 1))


def in_jobs(count, grain, job, pool):
    """Each range of numbers is a job. For a sum the order of the results does not matter."""
    firsts = range(1, count + 1, grain)
    ranges = [range(first, min(first + grain, count + 1)) for first in firsts]
    return sum(pool.imap_unordered(job, ranges))


def count_divisors(numbers):
    """How many divisors the numbers have together, found by trying every one."""
    divisors = 0
    for number in numbers:
        for divisor in range(1, number + 1):
            if number % divisor == 0:
                divisors += 1
    return divisors


def main():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(abs, range(100))  # the workers are there before the clock starts
        print(f"serial: {serial(1500, count_divisors)}")
        for grain in (1, 100, 1500):
            begun = time.perf_counter()
            divisors = in_jobs(1500, grain, count_divisors, pool)
            print(f"{grain} numbers a job: {divisors}, {(time.perf_counter() - begun) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
