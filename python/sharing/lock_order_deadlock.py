"""Two threads take the same two locks in opposite orders: what happens, and what cures it?

Each thread has one lock and waits for the other's: a deadlock. It needs a circular wait of two or more
threads, and it is a race: it happens only if each takes its first lock before any takes its second, so tests
may well pass. Two cures: all threads take the locks in one order, so that there is no circle; or a thread
that does not get the second lock in time releases the first and tries again. It pauses for a random time
(jitter), for threads that try again at the same moments may repeat this without end (livelock). C# has the
same locks and the same cures.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock


class Account:
    """Money, and the lock that guards it."""

    def __init__(self, number, balance):
        self.number, self.balance, self.lock = number, balance, Lock()


def as_given(source, target, amount):
    """The source's lock first: opposite transfers can wait for each other without end."""
    with source.lock, target.lock:
        move(source, target, amount)


def one_order(source, target, amount):
    """The lock of the smaller number first, in either direction."""
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        move(source, target, amount)


def time_out(source, target, amount):
    """A thread that holds a lock waits for another one only for a limited time."""
    while True:
        with source.lock:
            if target.lock.acquire(timeout=0.02):
                try:
                    move(source, target, amount)
                    return
                finally:
                    target.lock.release()
        time.sleep(random.uniform(0, 0.01))


def move(source, target, amount):
    source.balance -= amount
    target.balance += amount


def main():
    for transfer in (one_order, time_out):  # as_given might never end
        accounts = [Account(number, 100) for number in range(5)]
        with ThreadPoolExecutor(5) as pool:
            for number in range(5):
                pool.submit(transfer, accounts[number], accounts[number - 1], 10)
        print(f"{transfer.__name__}: {[account.balance for account in accounts]}")


if __name__ == "__main__":
    main()
