"""Waits for the task with `Wait`: the event loop stands still, and so does all that would end the task."""

import asyncio

from pythonnet import load

load("coreclr")
import clr
from System import Int64
from System.Threading.Tasks import TaskCompletionSource


def prepare(parameters):
    return parameters


async def run(state, trace):
    work = TaskCompletionSource[Int64]()
    waiting = asyncio.create_task(result_of(work.Task, trace))
    for beat in range(state.beats):
        await asyncio.sleep(0)
        trace.event("beat", item=beat)
    work.SetResult(state.answer)
    answer = await waiting
    return {"answer": answer, "error": None, "ended_as": str(work.Task.Status)}


async def result_of(task, trace):
    trace.event("waiting")
    # The limit is there so that this program ends at all.
    answer = task.GetAwaiter().GetResult() if task.Wait(200) else None
    trace.event("heard", item="on the event loop")
    trace.event("outcome")
    return answer
