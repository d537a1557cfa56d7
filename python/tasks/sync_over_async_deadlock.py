"""I block until my async work is done, and the program hangs: why?

A blocked thread cannot run the event loop, and the work needs the loop. The thread waits for the work and the work
for the thread: a deadlock (circular wait). If all threads of a pool wait for work that needs one more, nothing goes
on: thread-pool starvation. Python's pools have a fixed size; .NET's pool adds threads slowly, and the program crawls.
"""

import asyncio


async def awaited(ask, use):
    """Await: the loop is free meanwhile. The second half of this work needs the loop."""
    return use(await ask())


def block(ask, use, loop, patience):
    """Block this thread until the loop has done the work. Real code sets no limit, and hangs."""
    return asyncio.run_coroutine_threadsafe(awaited(ask, use), loop).result(patience)


async def blocked(ask, use, patience):  # the loop's own thread
    return block(ask, use, asyncio.get_running_loop(), patience)


async def outside(ask, use, patience):  # another thread is blocked, and the loop is free to do the work
    return await asyncio.to_thread(block, ask, use, asyncio.get_running_loop(), patience)


async def starved(ask, use, callers, patience):  # as many blocked threads as the pool has
    return await asyncio.gather(*(outside(ask, use, patience) for _ in range(callers)))


async def main():
    def ask():
        return asyncio.to_thread(int, "42")

    for way in (awaited(ask, str), blocked(ask, str, 0.2), outside(ask, str, 1), starved(ask, str, 40, 0.2)):
        try:
            print(way.__name__, "gave", await way)
        except TimeoutError:
            print(way.__name__, "gave up")


if __name__ == "__main__":
    asyncio.run(main())
