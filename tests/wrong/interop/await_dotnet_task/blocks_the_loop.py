"""Waits for the task with `Wait`: the event loop stands still, and so does all that would end the task."""

import asyncio

from pythonnet import load

load("coreclr")
import clr
from System import Action, Int64, InvalidOperationException  # noqa: E402
from System.Threading import CancellationTokenSource  # noqa: E402
from System.Threading.Tasks import TaskCompletionSource  # noqa: E402


def prepare(parameters):
    return parameters


async def run(state, trace):
    work = TaskCompletionSource[Int64]()
    cancellation = CancellationTokenSource()

    def stop():
        trace.event("told to stop")
        work.SetCanceled(cancellation.Token)

    cancellation.Token.Register(Action(stop))
    waiting = asyncio.create_task(result_of(work.Task, cancellation, trace))
    for beat in range(state.beats):
        await asyncio.sleep(0)
        trace.event("beat", item=beat)
    match state.variant:
        case "answer":
            work.SetResult(state.answer)
        case "failure":
            work.SetException(InvalidOperationException("the work failed"))
        case "cancel":
            waiting.cancel()
    answer = error = None
    try:
        answer = await waiting
    except InvalidOperationException:  # a .NET exception keeps its class on the way
        error = "user"
    except asyncio.CancelledError:  # we cancelled the wait ourselves
        error = "cancelled"
    trace.event("outcome")
    return {"answer": answer, "error": error, "ended_as": str(work.Task.Status)}


async def result_of(task, cancellation, trace):
    trace.event("waiting")
    # The limit is there so that this program ends at all.
    return task.GetAwaiter().GetResult() if task.Wait(200) else None
