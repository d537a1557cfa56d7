"""A worker is killed in the middle of a job: who learns of it, and what becomes of the other jobs?

A `Pool` starts another worker process in place of the dead one, which does the other jobs. But the lost job
never gets a result, and `get` without a limit waits forever. A ProcessPoolExecutor raises BrokenProcessPool
for each job that is not done, and takes no more jobs. Make a new one, and do the lost job again if that is
safe (idempotent). An exception does not end a worker: `get` or `result` raises it. .NET's workers are
threads, which cannot be killed; there a program starts its worker processes by hand. Python 3.14 has
`terminate_workers` and `kill_workers` to end the workers of an executor on purpose.
"""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def in_pool(doomed, job, number, pool, limit):
    lost = pool.apply_async(doomed)
    behind = pool.apply_async(job, (number,))
    answer = behind.get()  # so no worker has the first job any more
    return [outcome(lost.get, limit), answer, outcome(pool.apply, job, (number,))]


def in_executor(doomed, job, number, start):
    with start() as executor:
        lost = executor.submit(doomed)
        behind = executor.submit(job, number)
        outcomes = [outcome(lost.result), outcome(behind.result), outcome(executor.submit, job, number)]
    with start() as executor:
        return [*outcomes, executor.submit(job, number).result()]


def raises(doomed, job, number, executor):
    """A job that raises costs its own result only."""
    lost = executor.submit(doomed)
    behind = executor.submit(job, number)
    return [outcome(lost.result), behind.result()]


def outcome(ask, *arguments):
    try:
        return ask(*arguments)
    except (multiprocessing.TimeoutError, BrokenProcessPool, ValueError) as error:
        return error


def die():
    os.kill(os.getpid(), signal.SIGKILL)  # no `except` and no `finally` runs


def fail():
    raise ValueError("bad data")


def square(number):
    return number * number


def main():
    with multiprocessing.Pool(1) as pool:
        print("Pool:", in_pool(die, square, 7, pool, 0.2))
    print("Executor:", in_executor(die, square, 7, lambda: ProcessPoolExecutor(1)))
    with ProcessPoolExecutor(1) as executor:
        print("an exception:", raises(fail, square, 7, executor))


if __name__ == "__main__":
    main()
