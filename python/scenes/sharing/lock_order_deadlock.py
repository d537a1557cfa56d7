"""Threads transfer in a circle; each that has its first lock waits until all have one, or a moment has passed.

So who would deadlock does, every time. That all wait without a limit for one another is seen at the locks, whatever
the clock says; then they are let go: their locks raise, and they are counted.
"""

import threading
import time
from contextlib import nullcontext

import lock_order_deadlock as example

MOMENT_S = 0.05  # a right text never has all threads between their locks
SHOWN_S, HANGS_S = 0.15, 2.0  # how long a deadlock is left, to be seen in a picture; and what hangs otherwise
TRIES = 1  # how often each thread is held there


class Deadlock(Exception):
    """Raised where a thread waits for ever."""


class Table:
    """Where all threads meet that have one lock and want another; and the rescue."""

    def __init__(self, parties, limit_s, watch):
        self.parties, self.limit_s, self.watch = parties, limit_s, watch
        self.come, self.inside, self.met, self.over = threading.Condition(), 0, False, False
        self.mine, self.wanted = threading.local(), {}

    def deadlocked(self, alive):
        """Whether all of these threads wait without a limit, each for a lock that one of them has."""
        with self.come:
            return alive == self.wanted.keys() and all(lock.holder in alive for lock in self.wanted.values())

    def came(self):
        """How often this thread had one lock and wanted another."""
        return getattr(self.mine, "came", 0)

    def between(self):
        self.mine.came = self.came() + 1
        if self.mine.came > TRIES:
            return
        with self.come:
            self.inside += 1
            self.met = self.met or self.inside == self.parties
            self.come.notify_all()
            self.come.wait_for(lambda: self.met or self.over, self.limit_s)
            self.inside -= 1

    def waits_for(self, holder):
        """A span of a thread that all others wait with: it waits for the one that has its second lock."""
        if self.met and self.came() == TRIES:
            return self.watch.span("wait", item=f"{self.mine.number} for {holder}")
        return nullcontext()


class Watched:
    """A lock that knows how many its thread has, and that a waiting thread can be got out of."""

    def __init__(self, table):
        self.table, self.lock, self.holder, self.last = table, threading.Lock(), None, None

    def acquire(self, blocking=True, timeout=-1):
        if not getattr(self.table.mine, "held", 0):
            return self.taken(blocking, timeout)
        self.table.between()
        with self.table.waits_for(self.last):
            return self.taken(blocking, timeout)

    def taken(self, blocking, timeout):
        end = time.monotonic() + timeout if timeout >= 0 else None
        while not self.lock.acquire(blocking, 0.01 if blocking else -1):
            if self.table.over:
                raise Deadlock
            if not blocking or (end and time.monotonic() > end):
                return False
            if end is None:
                with self.table.come:
                    self.table.wanted[self.table.mine.number] = self
        with self.table.come:
            self.table.wanted.pop(self.table.mine.number, None)
            self.holder = self.last = self.table.mine.number
        if self.table.over:  # another one was let go first
            self.lock.release()
            raise Deadlock
        self.table.mine.held = getattr(self.table.mine, "held", 0) + 1
        return True

    def release(self):
        with self.table.come:
            self.holder = None
        self.lock.release()
        self.table.mine.held -= 1

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()


def prepare(parameters):
    return parameters


def run(state, watch):
    transfer, expected = getattr(example, state.variant.replace("-", "_")), state.variant == "as-given"
    table = Table(state.threads, 2.0 if expected else MOMENT_S, watch)
    accounts = [example.Account(number, state.balance) for number in range(state.threads)]
    if watch.observed:
        for account in accounts:
            account.lock = Watched(table)
    done, deadlocked, errors, start = [0] * state.threads, [], [], threading.Barrier(state.threads)

    def work(number):
        table.mine.number = number
        with watch.span("worker", item=number):
            start.wait(10)
            try:
                for _ in range(state.times):
                    before = table.came()
                    transfer(accounts[number], accounts[(number + 1) % state.threads], state.amount)
                    done[number] += not watch.observed or table.came() > before
            except Deadlock:
                deadlocked.append(number)
            except Exception as error:
                errors.append(type(error).__name__)
            watch.event("did", item=number, value=done[number])

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(state.threads)]
    for thread in threads:
        thread.start()
    hung = not ends(threads, done, table)
    return {
        "done": sum(done),
        "deadlocked": len(deadlocked),
        "total": sum(account.balance for account in accounts),
        "balances": None if expected else [account.balance for account in accounts],
        "error": errors[0] if errors else "deadlock" if hung or deadlocked else None,
    }


def ends(threads, done, table):
    """Whether all end by themselves; who does not is let go."""
    seen, since = sum(done), time.monotonic()
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(0.005)
        alive = {number for number, thread in enumerate(threads) if thread.is_alive()}
        if sum(done) != seen:
            seen, since = sum(done), time.monotonic()
        elif time.monotonic() - since > (SHOWN_S if table.deadlocked(alive) else HANGS_S):
            table.over = True
            for thread in threads:
                thread.join(0.3)
            return False
    return True
