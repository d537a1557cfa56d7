"""How do I give a pool more jobs than it has workers, and know that all of them are done?

`apply_async` hands over a job and returns at once; `apply` waits for its result. `close` says that no more
jobs come; `join` then waits until all jobs are done and the workers have ended. `shutdown` of a
ProcessPoolExecutor does both. C#'s thread pool is never joined: there a loop limits its jobs, and the program
awaits the loop.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing.pool import Pool, ThreadPool


def one_by_one(numbers, job, pool):
    return [pool.apply(job, (number,)) for number in numbers]


def in_pool(numbers, job, pool):
    results = [pool.apply_async(job, (number,)) for number in numbers]
    pool.close()
    pool.join()
    return [result.get() for result in results]


def in_executor(numbers, job, executor):
    futures = [executor.submit(job, number) for number in numbers]
    executor.shutdown()
    return [future.result() for future in futures]


def default_size(numbers, job):
    """One worker for each CPU; since Python 3.13 only CPUs that this process may use count."""
    with ThreadPool() as pool:
        return pool.map(job, numbers, chunksize=1)


def main():
    pool = Pool(2)
    print("one by one:", one_by_one(range(10), abs, pool))
    print("in a pool:", in_pool(range(10), abs, pool))
    print("in an executor:", in_executor(range(10), abs, ProcessPoolExecutor(2)))
    print("default size:", default_size(range(10), abs))


if __name__ == "__main__":
    main()
