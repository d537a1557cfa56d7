"""How am I told of each job's result or error as it comes, without waiting for the jobs in their order?

`apply_async` takes a `callback` for the result and an `error_callback` for the error. Without the second, an
error is lost. Both run on one thread of the parent, so they need no lock, but they must be quick.
`as_completed` is a loop over futures in the order in which they end. Prefer it: it runs in the caller's
thread. C#'s continuations are callbacks, too. They run on any threads of the pool, several at once, and need
a lock.
"""

import concurrent.futures
import math
import multiprocessing


def callbacks(numbers, job, on_result, on_error, pool):
    """After `join` all callbacks have run."""
    for number in numbers:
        pool.apply_async(job, (number,), callback=on_result, error_callback=on_error)
    pool.close()
    pool.join()


def as_completed(numbers, job, on_result, on_error, executor):
    """The loop hands out a future when it is done, so `result` does not wait."""
    futures = [executor.submit(job, number) for number in numbers]
    for future in concurrent.futures.as_completed(futures):
        try:
            result = future.result()
        except ValueError as error:
            on_error(error)
        else:
            on_result(result)


def main():
    numbers = (4, -1, 9)
    callbacks(numbers, math.sqrt, print, print, multiprocessing.Pool(2))
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        as_completed(numbers, math.sqrt, print, print, executor)
    print("without error_callback:")
    callbacks(numbers, math.sqrt, print, None, multiprocessing.Pool(2))


if __name__ == "__main__":
    main()
