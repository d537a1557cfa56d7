"""Coroutines read a balance, await, and write it back: how does only one enter at a time?

At every `await` another coroutine may read the same balance, and a deposit is lost, although there is only one
thread. `asyncio.Lock` lets one in, and the event loop runs on; it is not re-entrant. A `threading.Lock` blocks the
event loop, so its holder cannot go on. In C# `await` inside `lock` does not compile: use a SemaphoreSlim(1, 1).
"""

import asyncio
import threading


async def no_lock(read, write, lock):
    await write(await read() + 1)  # another coroutine may enter before the write


async def lock(read, write, lock):
    async with lock:
        await write(await read() + 1)


async def thread_lock(read, write, lock, patience=0.1):
    """A lock for threads blocks the whole loop, and with it the holder of the lock."""
    if not lock.acquire(timeout=patience):
        raise TimeoutError("the holder cannot go on")
    try:
        await write(await read() + 1)
    finally:
        lock.release()


async def main():
    def read():
        return asyncio.sleep(0.01, balance[0])

    async def write(value):
        balance[0] = value

    for way, mutex in ((no_lock, None), (lock, asyncio.Lock()), (thread_lock, threading.Lock())):
        balance = [0]
        await asyncio.gather(*(way(read, write, mutex) for _ in range(5)), return_exceptions=True)
        print(way.__name__, balance[0], "of 5")


if __name__ == "__main__":
    asyncio.run(main())
