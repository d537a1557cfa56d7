"""A dict that processes share: is adding one to an entry safe, too?

A manager answers one call after the other, so each call on its dict is thread-safe and process-safe. But
`years["year"] += 1` is two calls, a read and a write: if another process reads in between, an increment is
lost. This happens now and then, so tests may well pass. A lock around both calls helps if it is one lock,
given to all children. No single call of a dict does both; C# has `AddOrUpdate`.
"""

import multiprocessing


def no_lock(years, lock):
    """Two calls, and another process may come in between."""
    years["year"] += 1


def lock(years, lock):
    """Only one process at a time can hold the lock."""
    with lock:
        years["year"] += 1


def count(add, years, lock, times):
    for _ in range(times):
        add(years, lock)


def main():
    processes = multiprocessing.get_context("spawn")
    with processes.Manager() as manager:
        for add in (no_lock, lock):
            years, guard = manager.dict(year=2000), processes.Lock()
            workers = [processes.Process(target=count, args=(add, years, guard, 100)) for _ in range(5)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            print(f"{add.__name__}: {years['year']} of 2500")


if __name__ == "__main__":
    main()
