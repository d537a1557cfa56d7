"""Ends its own wait when it is cancelled, and does not pass that on: the .NET work runs for ever."""

import asyncio

from pythonnet import load

load("coreclr")
import clr
from System import Action, Int64
from System.Threading import CancellationTokenSource
from System.Threading.Tasks import Task, TaskCompletionSource


def prepare(parameters):
    return parameters


async def run(state, trace):
    work = TaskCompletionSource[Int64]()
    cancellation = CancellationTokenSource()

    def stop():
        trace.event("told to stop")
        work.SetCanceled(cancellation.Token)

    cancellation.Token.Register(Action(stop))
    waiting = asyncio.create_task(result_of(work.Task, trace))
    for beat in range(state.beats):
        await asyncio.sleep(0)
        trace.event("beat", item=beat)
    waiting.cancel()
    error = None
    try:
        await waiting
    except asyncio.CancelledError:
        error = "cancelled"
    trace.event("outcome")
    return {"answer": None, "error": error, "ended_as": str(work.Task.Status)}


async def result_of(task, trace):
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def tell(_):
        trace.event("heard", item="on a .NET thread")
        loop.call_soon_threadsafe(ended.set_result, None)

    trace.event("waiting")
    task.ContinueWith(Action[Task](tell))
    await ended
    trace.event("heard", item="on the event loop")
    return task.GetAwaiter().GetResult()
