"""A child task fails: what stops its siblings, what waits for them, and which errors come out?

In structured concurrency a block owns its tasks, and ends only when all of them have ended. `asyncio.TaskGroup`
(3.11) is such a block: an error of one task cancels the others, and when they have cleaned up, all errors come out
as one ExceptionGroup. `except*` handles the errors of one type and lets the others pass. C# has no such block, but
its parts: a linked token, `Task.WhenAll`, and `AggregateException.Handle` in place of `except*`.
"""

import asyncio


async def no_scope(jobs):
    """No block owns the tasks: after the first error the later ones run on."""
    tasks = [asyncio.create_task(job()) for job in jobs]
    for task in tasks:
        await task


async def scope(jobs):
    """An error cancels the other tasks, and all errors come out when all have ended."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(job())


async def handled(jobs):
    """Time-outs are handled; other errors pass."""
    late = []
    try:
        await scope(jobs)
    except* TimeoutError as errors:
        late = [str(error) for error in errors.exceptions]
    return late


async def main():
    async def slow():
        try:
            await asyncio.sleep(0.1)
        finally:
            print("slow cleans up")

    async def late():
        raise TimeoutError("too late")

    for way in (no_scope, scope, handled):
        try:
            print(way.__name__, "gave", await way([late, slow]))
        except* TimeoutError as errors:
            print(way.__name__, "raised", errors.exceptions)
        await asyncio.sleep(0.2)  # without a scope the other task runs on


if __name__ == "__main__":
    asyncio.run(main())
