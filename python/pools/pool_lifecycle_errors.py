"""What does a pool say when I join it too early, hand over a job too late, or want to wait for a limited time only?

A `Pool` is open, then closed, then joined. After `close` it takes no new job; those that it has are still
done. `join` waits for the end of the workers. It raises an error if the pool is open, because it would wait
forever. It has no timeout: set a limit where you wait for a result, with `get`. The end of a `with` block
terminates the workers. Do not leave it while jobs are at work: a worker that is killed while it replies holds a
lock, and the end of the pool may then wait for it forever (CPython 3.11). The `shutdown` of an executor closes
and joins. In C# a channel is completed, and then its reader ends.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def orderly(numbers, job, pool, limit):
    results = [pool.apply_async(job, (number,)) for number in numbers]
    pool.close()
    finished = [result.get(timeout=limit) for result in results]
    pool.join()
    return finished


def join_too_early(numbers, job, pool, limit):
    pool.map_async(job, numbers)
    pool.join()


def join_with_limit(numbers, job, pool, limit):
    pool.map_async(job, numbers)
    pool.close()
    pool.join(limit)


def submit_too_late(numbers, job, pool, limit):
    pool.map_async(job, numbers)
    pool.close()
    pool.apply_async(job, (len(numbers),))


def executor(numbers, job, executor, limit):
    for number in numbers:
        executor.submit(job, number)
    executor.shutdown()
    executor.submit(job, len(numbers))


def show(way, pool):
    try:
        print(way.__name__, way(range(4), abs, pool, 5))
    except (ValueError, TypeError, RuntimeError) as error:
        print(way.__name__, repr(error))


def main():
    for way in (orderly, join_too_early, join_with_limit, submit_too_late):
        pool = multiprocessing.Pool(2)
        show(way, pool)
        pool.close()
        pool.join()
    with ProcessPoolExecutor(2) as processes:
        show(executor, processes)


if __name__ == "__main__":
    main()
