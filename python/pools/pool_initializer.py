"""Each job needs something that is costly to make: how does every worker of a pool get its own, once?

A pool's `initializer` runs in each worker process before its first job, with `initargs`, and keeps what it
made in a global. The parent's globals are not there if the worker was started by spawn. No argument is for a
worker's end: use `atexit` (or `multiprocessing.util.Finalize`), which runs at `close` and `join`. It does not
run in a worker that dies of SIGTERM, sent by `terminate`, which the end of a Pool's `with` block calls. When
the initializer raises, `Pool` starts new workers again and again; `ProcessPoolExecutor` raises
BrokenProcessPool. C#'s parallel loops have `localInit` and `localFinally`.
"""

import atexit
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial

processes = multiprocessing.get_context("spawn")
connection = None  # each process has its own


def per_job(numbers, connect, ask, workers):
    with processes.Pool(workers) as pool:
        return pool.map(partial(connect_and_ask, connect, ask), numbers)


def initializer(numbers, connect, ask, workers):
    pool = processes.Pool(workers, initializer=set_up, initargs=(connect,))
    answers = pool.map(partial(ask_own, ask), numbers)
    pool.close()
    pool.join()
    return answers


def executor(numbers, connect, ask, workers):
    """The end of an executor's `with` block waits for its workers."""
    with ProcessPoolExecutor(workers, processes, initializer=set_up, initargs=(connect,)) as pool:
        return list(pool.map(partial(ask_own, ask), numbers))


def terminated(numbers, connect, ask, workers):
    """The first answer is enough. The workers are terminated, and their connections stay open."""
    with processes.Pool(workers, set_up, (connect,)) as pool:
        return [next(pool.imap(partial(ask_own, ask), numbers))]


def set_up(connect):
    global connection
    connection = connect()
    atexit.register(connection.close)


def ask_own(ask, number):
    return ask(connection, number)


def connect_and_ask(connect, ask, number):
    with closing(connect()) as own:
        return ask(own, number)


class Connection:
    def __init__(self):
        print("  connected", flush=True)

    def close(self):
        print("  closed", flush=True)


def double(connection, number):
    time.sleep(number / 10)
    return 2 * number


def main():
    for way in (per_job, initializer, executor, terminated):
        print(way.__name__, flush=True)
        print(" ", way(range(4), Connection, double, 2), flush=True)


if __name__ == "__main__":
    main()
