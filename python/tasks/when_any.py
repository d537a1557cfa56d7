"""I ask several services and take the first answer: what do I get, and what happens to the others?

The first task to end may have failed: the first to end and the first to succeed are two different waits. In both
languages the other tasks run on until they are cancelled. After `cancel` a task has not stopped yet: await it,
so that its clean-up has run when the function returns.
"""

import asyncio

background = set()


async def left_running(questions):
    """Take the first to end; the others run on, and the program must keep them."""
    asked = [asyncio.create_task(ask()) for ask in questions]
    done, pending = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        background.add(task)
        task.add_done_callback(background.discard)
    return done.pop().result()


async def first_completed(questions):
    """Take the first to end, answer or error, and end the others."""
    tasks = [asyncio.create_task(ask()) for ask in questions]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await end(tasks)
    return done.pop().result()


async def first_success(questions):
    """Skip failures until one has answered, and end the others."""
    tasks, errors = [asyncio.create_task(ask()) for ask in questions], []
    for ended in asyncio.as_completed(tasks):
        try:
            answer = await ended
        except ValueError as error:
            errors.append(error)
        else:
            await end(tasks)
            return answer
    raise ExceptionGroup("no service answered", errors)


async def end(tasks):
    """Cancel what still runs, and wait until it has cleaned up."""
    for task in tasks:
        task.cancel()  # does nothing to a task that has ended
    await asyncio.gather(*tasks, return_exceptions=True)


async def main():
    async def broken():
        raise ValueError("broken")

    questions = [broken, lambda: asyncio.sleep(0.1, "quick"), lambda: asyncio.sleep(0.2, "slow")]
    for way in (first_success, first_completed, left_running):
        try:
            print(way.__name__, "took", await way(questions))
        except ValueError as error:
            print(way.__name__, "raised", repr(error))
        print("  tasks that still run:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
