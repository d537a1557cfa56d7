"""I cancel a parallel loop: what stops at once, what still runs, and how do I know?

Cancelling keeps items from being started; an item that runs goes on to its end and cleans up. A ThreadPoolExecutor
drops what waits in its queue (`cancel_futures`, 3.9), and the future of a dropped item raises CancelledError. A limit
on waiting is no cancellation: the loop runs on. In C# a loop looks at its CancellationToken before each item.
You will also see `Pool.terminate`, which kills processes in the middle of their items, without clean-up.
"""

import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait

PORTION = 64  # as many items as PLINQ handles between two looks at its token


def idiomatic(items, handle, pool, stop):
    """A future for each item: all that have not begun when the event is set are dropped."""
    finish([pool.submit(handle, item) for item in items], pool, stop)


def portions(items, handle, pool, stop):
    """A future for each portion, for small items: the queue is short, and the stop comes late."""

    def handle_all(portion):
        for item in portion:
            handle(item)

    parts = [items[first : first + PORTION] for first in range(0, len(items), PORTION)]
    finish([pool.submit(handle_all, part) for part in parts], pool, stop)


def finish(futures, pool, stop):
    """Wait for the end or for the stop; then for the items that have begun."""
    futures[-1].add_done_callback(lambda _: stop.set())  # the queue is empty then, and nothing to drop
    stop.wait()
    pool.shutdown(cancel_futures=True)
    for future in futures:
        future.result()  # of an item that was dropped: CancelledError


def give_up(items, handle, pool, limit):
    """Only the waiting has a limit: TimeoutError, and the pool goes on with all items."""
    futures = [pool.submit(handle, item) for item in items]
    if wait(futures, limit).not_done:
        raise TimeoutError


def main():
    done = []

    def handle(item):
        time.sleep(0.01)
        done.append(item)

    for loop in (idiomatic, portions, give_up):
        pool, stop = ThreadPoolExecutor(2), threading.Event()
        threading.Timer(0.1, stop.set).start()
        done.clear()
        try:
            loop(range(200), handle, pool, 0.1 if loop is give_up else stop)
        except (CancelledError, TimeoutError) as error:
            print(f"{loop.__name__}: {type(error).__name__} after {len(done)} items", end=", ")
        pool.shutdown()
        print("in the end", len(done))


if __name__ == "__main__":
    main()
