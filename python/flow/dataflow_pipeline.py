"""A pipeline of stages that work side by side: what slows down a stage that is too fast?

A bounded queue lies between the stages, and a stage that is too fast waits for room: that is backpressure.
The queue holds tasks in the order of the input, so results come in order, although several are in work. If a
stage fails, the task group cancels the others and raises an ExceptionGroup (structured concurrency). C# has
blocks for such stages, in its library Dataflow.
"""

import asyncio


async def one_by_one(source, work, collect):
    """Each number goes through all stages before the next one starts."""
    for number in source:
        await collect(await work(number))


async def pipeline(source, work, collect, workers, room):
    """As many numbers are in work as there are workers; the next stage takes them in their order."""
    under_way, slots = asyncio.Queue(room), asyncio.Semaphore(workers)

    async def feed():
        for number in source:
            await slots.acquire()
            task = stages.create_task(work(number))
            task.add_done_callback(lambda _: slots.release())
            await under_way.put(task)
        await under_way.put(None)  # the end

    async with asyncio.TaskGroup() as stages:
        stages.create_task(feed())
        while task := await under_way.get():
            await collect(await task)


async def main():
    async def show(result):
        print(result)

    for way, settings in ((one_by_one, {}), (pipeline, {"workers": 3, "room": 4})):
        await way(range(6), lambda number: asyncio.sleep(0.1, number * number), show, **settings)


if __name__ == "__main__":
    asyncio.run(main())
