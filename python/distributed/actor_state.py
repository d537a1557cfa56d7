"""An object with a state lives in a worker: who keeps two calls from being inside it at once?

`submit(Account, actor=True)` makes an object in one worker, and gives a proxy of it. Each call of the proxy is a
message, and gives a future at once. A worker has one thread for its actors: plain methods run one after the other,
and need no lock. An async method runs in the worker's event loop: at each `await` another call may come in. So
`self.balance += await ...`, which has read the old balance before it waits, loses deposits; an `asyncio.Lock` keeps
the others out. A grain of Orleans lets nobody in while it awaits, unless the method says so.
"""

import asyncio

from distributed import Client, LocalCluster


def plain(account, rates, amounts):
    """A method without an await: one call at a time, and no lock."""
    calls = [account.deposit(amount) for amount in amounts]
    for call in calls:
        call.result()


def awaits(account, rates, amounts):
    """An async method: while one call awaits, others come in."""
    exchanges = [account.exchange(amount, rates) for amount in amounts]
    for exchange in exchanges:
        exchange.result()


def locked(account, rates, amounts):
    """The same with a lock, which the object keeps for all calls."""
    turns = [account.exchange_in_turn(amount, rates) for amount in amounts]
    for turn in turns:
        turn.result()


class Account:
    """What lives in a worker."""

    balance = 0  # the proxy asks the class which attributes there are

    def __init__(self):
        self.turn = asyncio.Lock()

    def deposit(self, amount):
        self.balance += amount

    async def exchange(self, amount, rates):
        self.balance += await rates.in_euros(amount)

    async def exchange_in_turn(self, amount, rates):
        async with self.turn:
            self.balance += await rates.in_euros(amount)


class Rates:
    """Another object, which an account asks while it is inside a call."""

    async def in_euros(self, amount):
        await asyncio.sleep(0.01)
        return 2 * amount


def main():
    with LocalCluster(n_workers=2, dashboard_address=None) as cluster, Client(cluster) as client:
        rates = client.submit(Rates, actor=True).result()
        for way in (plain, awaits, locked):
            account = client.submit(Account, actor=True).result()
            way(account, rates, [10, 20, 30])
            print(f"{way.__name__}: {account.balance}")


if __name__ == "__main__":
    main()
