"""I called an async function that fails and nothing happened: where does its error come out?

The error comes out at the `await`, so that is the place for `try`. Calling an `async def` runs nothing: it
makes a coroutine, and awaiting the coroutine runs it, once. `create_task` runs it on the event loop, and the task
keeps its result or its error for every `await`. In C# the call runs the method up to its first wait.
You will also see `task.result()`: it does not wait, and raises InvalidStateError if the task has not ended.
"""

import asyncio

BALANCE = 3


async def call(withdraw, amount):
    """The call runs nothing: the error comes out where the coroutine is awaited."""
    return await withdraw(amount)


async def task(withdraw, amount):
    """The task starts now, and keeps its error until it is awaited."""
    return asyncio.create_task(withdraw(amount))


def blocking(future):
    """Block until another thread has the result: the error itself comes out."""
    return future.result()


def checked_first(withdraw, amount):
    """This is no `async` function: it runs when it is called, and its error comes out of the call."""
    if amount > BALANCE:
        raise ValueError(f"only {BALANCE} are left")
    return withdraw(amount)


async def main():
    async def withdraw(amount):
        raise ValueError(f"{amount} is too much")

    pending, started = call(withdraw, 5), await task(withdraw, 5)
    future = asyncio.run_coroutine_threadsafe(withdraw(5), asyncio.get_running_loop())
    print("called, and nothing was raised")
    for awaitable in (pending, started, started, asyncio.to_thread(blocking, future)):
        try:
            await awaitable
        except ValueError as error:
            print("await of a", type(awaitable).__name__, "raised", repr(error))
    try:
        checked_first(withdraw, 5)
    except ValueError as error:
        print("the call itself raised", repr(error))


if __name__ == "__main__":
    asyncio.run(main())
