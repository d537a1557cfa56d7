"""How does asyncio wait for a .NET Task that runs in the same process?

A .NET task knows no event loop: `await task` is a TypeError. .NET calls a continuation when the task has ended, on a
thread of its own, and `call_soon_threadsafe` tells the loop. A cancellation is passed on by hand. In C# all of this
is `await`. `task.Result` would block the loop and keep the GIL: a deadlock, if the task needs Python to end.
"""

import asyncio

from pythonnet import load

load("coreclr")
import clr  # noqa: E402, F401  from here on .NET's namespaces can be imported
from System import Action  # noqa: E402
from System.IO import File  # noqa: E402
from System.Threading import CancellationTokenSource  # noqa: E402
from System.Threading.Tasks import Task  # noqa: E402


async def result_of(work):
    """Start the work, a .NET method that takes a token and gives a Task; end when and as it ends."""
    loop = asyncio.get_running_loop()
    ended, cancellation = loop.create_future(), CancellationTokenSource()
    task = work(cancellation.Token)
    task.ContinueWith(Action[Task](lambda _: loop.call_soon_threadsafe(ended.set_result, None)))
    try:
        await asyncio.shield(ended)  # to cancel this coroutine must not cancel the message
    except asyncio.CancelledError:
        cancellation.Cancel()
        await ended  # the work may take a moment to stop
        raise
    return task.GetAwaiter().GetResult()  # or raise the task's exception


async def main():
    text = await result_of(lambda token: File.ReadAllTextAsync(__file__, token))
    print(".NET has read", len(text), "characters")
    try:
        await asyncio.wait_for(result_of(lambda token: Task.Delay(60_000, token)), 0.1)
    except TimeoutError:
        print("a limit cancels the coroutine, and the .NET task as well")


if __name__ == "__main__":
    asyncio.run(main())
