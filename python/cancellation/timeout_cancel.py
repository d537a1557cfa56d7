"""The time limit is over and I got my exception: has the work stopped, or have I only stopped waiting?

`asyncio.timeout` (Python 3.11) and `asyncio.wait_for` cancel the work: a CancelledError comes out of its `await`,
its `finally` blocks run, and only then the caller gets a TimeoutError. Cancellation is a request: work that
awaits nothing cannot be stopped, and blocks the event loop. In C# a limit is a CancellationToken, which the work
must look at; `Task.WaitAsync` only stops waiting, and the work runs on.
"""

import asyncio


async def timeout(work, limit):
    """The limit is for a block: what the block awaits is cancelled when time is up."""
    async with asyncio.timeout(limit):
        return await work()


async def wait_for(work, limit):
    """The limit is for one awaitable: it is cancelled as well, and its end is awaited."""
    return await asyncio.wait_for(work(), limit)


async def save_reply(ask, save, clean_up):
    """A cancellation passes through the work like an error, so `finally` cleans up."""
    try:
        reply = await ask()
        save(reply)
        return reply
    finally:
        clean_up()


async def main():
    def work():
        return save_reply(lambda: asyncio.sleep(0.2, "  a reply"), print, lambda: print("  cleaned up"))

    for limited in (timeout, wait_for):
        try:
            await limited(work, 0.1)
        except TimeoutError:
            print(limited.__name__, "raised TimeoutError")


if __name__ == "__main__":
    asyncio.run(main())
