"""Long work on another thread reports how far it is: on which thread do its reports arrive, and when?

A plain callback runs on the thread of the work, which may not touch a window or anything else of the event loop.
`call_soon_threadsafe` posts each report to the loop's thread: in order, and before the result. A queue makes the
reports a stream. In C# `Progress<T>` posts to its SynchronizationContext, or without one to the thread pool: then
a report may overtake another one, or come after the result.
"""

import asyncio
from threading import current_thread


async def callback(work, show):
    """Shown on the thread of the work."""
    return await asyncio.to_thread(work, show)


async def posted(work, show):
    """Shown on the thread of the loop, in order."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(work, lambda percent: loop.call_soon_threadsafe(show, percent))


async def stream(work, show):
    """Read from a queue, until the work is over."""
    reports = asyncio.Queue()
    working = asyncio.create_task(posted(work, reports.put_nowait))
    working.add_done_callback(lambda _: reports.put_nowait(None))  # also if it failed
    while (percent := await reports.get()) is not None:
        show(percent)
    return await working


async def main():
    def work(report):
        for percent in (50, 100):
            report(percent)
        return "done"

    for way in (callback, posted, stream):
        print(await way(work, lambda percent: print(percent, "on", current_thread().name)))


if __name__ == "__main__":
    asyncio.run(main())
