"""Awaits a .NET Task from asyncio: its answer, its exception, and its cancellation in both directions.

A .NET task runs on .NET's threads and knows nothing of Python's event loop: `await task` is a TypeError.
The bridge is short. A continuation tells the loop that the task has ended, and since it runs on a .NET
thread it does so through `call_soon_threadsafe`. Reading `task.Result` instead holds Python's lock for as
long as it waits: if the task itself needs Python, both wait for ever. `task.Wait()` lets go of that lock,
but stops the loop. Each crossing costs about half a millisecond; code that crosses often lets a small C#
class do what is done here from Python.
"""

import asyncio

from pythonnet import load

load("coreclr")
import clr  # noqa: E402, F401  from here on .NET's namespaces can be imported
from System import Action, Int64, InvalidOperationException  # noqa: E402
from System.Threading import CancellationTokenSource  # noqa: E402
from System.Threading.Tasks import Task, TaskCompletionSource  # noqa: E402


def prepare(parameters):
    return parameters


async def run(state, trace):
    # [step: start the work]
    # It stands for any library that hands out a Task and takes a token.
    work = TaskCompletionSource[Int64]()
    cancellation = CancellationTokenSource()

    def stop():
        trace.event("told to stop")
        work.SetCanceled(cancellation.Token)

    cancellation.Token.Register(Action(stop))
    # [step: wait for it]
    # As a task of its own, so that this coroutine can go on.
    waiting = asyncio.create_task(result_of(work.Task, cancellation, trace))
    # [step: do something else meanwhile]
    # The loop is free: whatever waits its turn gets it.
    for beat in range(state.beats):
        await asyncio.sleep(0)
        trace.event("beat", item=beat)
    # [step: end the work]
    match state.variant:
        case "answer":
            work.SetResult(state.answer)
        case "failure":
            work.SetException(InvalidOperationException("the work failed"))
        case "cancel":
            waiting.cancel()
    # [step: take the outcome]
    answer = error = None
    try:
        answer = await waiting
    except InvalidOperationException:  # a .NET exception keeps its class on the way
        error = "user"
    except asyncio.CancelledError:  # we cancelled the wait ourselves
        error = "cancelled"
    trace.event("outcome")
    return {"answer": answer, "error": error, "ended_as": str(work.Task.Status)}


# The bridge: a coroutine that takes as long as the task, and ends as it does. GetResult raises the
# exception that the task ended with; task.Result would wrap it into an AggregateException.
async def result_of(task, cancellation, trace):
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    # [step: hear of the end]
    # This runs on one of .NET's threads. All it may do with the loop is to leave it a message.
    def tell(_):
        trace.event("heard", item="on a .NET thread")
        loop.call_soon_threadsafe(ended.set_result, None)

    trace.event("waiting")
    task.ContinueWith(Action[Task](tell))
    try:
        # The shield: to cancel this coroutine must not cancel the message that it waits for.
        await asyncio.shield(ended)
    except asyncio.CancelledError:
        # Pass it on, and stay until the task has really stopped.
        cancellation.Cancel()
        await ended
        raise
    finally:
        trace.event("heard", item="on the event loop")
    return task.GetAwaiter().GetResult()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
