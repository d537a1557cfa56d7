"""What does a pool of workers cost before its first job, by each way of starting them?

A pool starts its workers once, and they do many jobs. `spawn` starts new interpreters: that is slow and
clean. `fork` copies the parent: that is fast, but dangerous if the parent has threads. `forkserver` copies a
clean server, which is started once. Threads cost next to nothing, but they share one interpreter and its lock
(GIL). .NET's ThreadPool has threads that nobody starts or ends. To end a pool, `close` it and `join` it. The
end of its `with` block calls `terminate`, which stops workers in the middle of their jobs. You will also see
`ProcessPoolExecutor`.
"""

import multiprocessing
import time
from multiprocessing.pool import ThreadPool


def spawn(workers, begin):
    ended(multiprocessing.get_context("spawn").Pool(workers, initializer=begin))


def fork(workers, begin):
    ended(multiprocessing.get_context("fork").Pool(workers, initializer=begin))


def forkserver(workers, begin):
    ended(multiprocessing.get_context("forkserver").Pool(workers, initializer=begin))


def threads(workers, begin):
    ended(ThreadPool(workers, initializer=begin))


def ended(pool):
    pool.close()  # no more work comes
    pool.join()


def main():
    for way in (spawn, fork, forkserver, threads):
        start = time.perf_counter()
        way(2, begin=None)
        print(f"{way.__name__}: {1000 * (time.perf_counter() - start):.0f} ms")


if __name__ == "__main__":
    main()
