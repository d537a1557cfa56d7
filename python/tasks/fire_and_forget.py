"""I start work and do not wait for it: is it done, and who is told when it fails?

It is done as long as the event loop runs and the program keeps the task; the loop itself does not keep it. The
error goes to the loop's exception handler, but only when the task is deleted: at once or much later. By default
the handler logs "Task exception was never retrieved". To start work now and wait later, use a task group.
In C# a forgotten task behaves alike, but the error of an `async void` method can end the whole process.
"""

import asyncio

background = set()


def forgotten(work):
    """The set keeps the task until it has ended; nothing asks for its error."""
    task = asyncio.create_task(work())
    background.add(task)
    task.add_done_callback(background.discard)


async def tracked(work, go_on):
    """The block ends when the work has ended, and raises its error in an ExceptionGroup."""
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        go_on()


async def main():
    async def work():
        await asyncio.sleep(0.05)
        raise ValueError("no")

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("handler:", context["message"]))
    forgotten(work)
    await asyncio.sleep(0.1)
    try:
        await tracked(work, lambda: print("tracked: the caller goes on"))
    except* ValueError as errors:
        print("tracked: the caller is told of", errors.exceptions)


if __name__ == "__main__":
    asyncio.run(main())
