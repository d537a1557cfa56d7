"""Several threads add one to the same number: when is an increment lost?

`counter.value += 1` is three steps: read, add, write. If two threads read the same number, one increment is
lost: a race condition. With the GIL, CPython since 3.10 switches threads only at calls and at jumps back, so
`+= 1` alone mostly loses nothing, by accident; a free-threaded Python (3.13t) loses either way. A `Lock` has
no owner: a thread that takes it twice waits for itself. Python has no atomic integer; C# has `Interlocked`.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock


class Counter:
    value = 0


def no_lock(counter, lock):
    counter.value += 1  # three steps, and another thread may come in between


def no_lock_call(counter, lock):
    counter.value = sum([counter.value, 1])  # the same steps, with a call: here CPython may switch


def lock(counter, lock):
    with lock:
        counter.value += 1  # only one thread at a time can be here


def count(add, counter, lock):
    for _ in range(200_000):
        add(counter, lock)


def main():
    for add in (no_lock, no_lock_call, lock):
        counter, guard = Counter(), Lock()
        with ThreadPoolExecutor(5) as pool:
            for _ in range(5):
                pool.submit(count, add, counter, guard)
        print(f"{add.__name__}: {counter.value} of 1000000")


if __name__ == "__main__":
    main()
