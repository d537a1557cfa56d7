"""I wait for several tasks and one of them fails: what happens to the others?

`asyncio.gather` raises the first error at once, and the other tasks run on. `asyncio.TaskGroup` (3.11) cancels
them, waits until they have ended, and raises all errors as one ExceptionGroup: structured concurrency.
C#'s `Task.WhenAll` waits for every task, and then `await` throws one of the errors.
"""

import asyncio


async def one_by_one(questions):
    """Ask one after the other: the waits add up, and the first error ends it."""
    return [await ask() for ask in questions]


async def gather(questions):
    """Ask all at once; the answers are in the order of the questions."""
    return await asyncio.gather(*(ask() for ask in questions))


async def task_group(questions):
    """Ask all at once; the block ends when every task has ended."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask()) for ask in questions]
    return [task.result() for task in tasks]


async def main():
    async def slow():
        await asyncio.sleep(0.2)
        print("slow has answered")

    async def broken():
        raise ValueError("an error")

    for way in (one_by_one, gather, task_group):
        try:
            await way([slow, broken, slow])
        except* ValueError as errors:
            print(way.__name__, "told of", *errors.exceptions)
        await asyncio.sleep(0.3)  # the other tasks of gather run on


if __name__ == "__main__":
    asyncio.run(main())
