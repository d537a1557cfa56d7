"""Waits for the task with asyncio.wait and never asks it for its error."""

import asyncio
import gc
import multiprocessing

LOOKS = 200
PAUSE_S = 0.01

processes = multiprocessing.get_context("spawn")
background = set()


class Refused(Exception):
    """The work's own error."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    trace.event("step", item="began")
    exit_code = None
    if state.variant == "process":
        completed, told, exit_code = in_process(state.fails, trace)
    elif state.variant == "tracked":
        completed, told = await tracked(state.fails, trace)
    else:
        completed, told = await forgotten(state.fails, trace)
    return {"completed": completed, "told": told, "exit_code": exit_code}


async def tracked(fails, trace):
    done, told = [], None
    try:
        # [step: start and go on]
        task = asyncio.create_task(work(fails, done, trace))
        go_on(trace)
        # [step: see its end]
        await asyncio.wait([task])
    except* Refused:
        told = "caller"
    return bool(done), told


async def forgotten(fails, trace):
    done, told, ended = [], [], asyncio.Event()
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: told.append(context["message"]))
    # [step: start and go on]
    task = asyncio.create_task(work(fails, done, trace))
    background.add(task)  # held until it has ended, and no longer
    task.add_done_callback(background.discard)
    task.add_done_callback(lambda _: ended.set())
    del task
    go_on(trace)
    # [step: see its end]
    await ended.wait()
    # Nobody is told before the task is thrown away; here that is hurried up.
    for _ in range(LOOKS):
        if told or not fails:
            break
        gc.collect()
        await asyncio.sleep(PAUSE_S)
    loop.set_exception_handler(handler)
    return bool(done), "last resort" if told else None


# The same in a process of its own, to see whether it lives on.
def in_process(fails, trace):
    receiver, sender = processes.Pipe(duplex=False)
    child = processes.Process(target=child_main, args=(fails, sender, trace))
    child.start()
    sender.close()
    # [step: see the process end]
    completed, told = receiver.recv()
    receiver.close()
    child.join()
    return completed, told, child.exitcode


# [step: the child]
def child_main(fails, sender, trace):
    sender.send(asyncio.run(forgotten(fails, trace)))


def go_on(trace):
    trace.event("step", item="went on")
    trace.open_gate("went on")


# [step: work]
async def work(fails, done, trace):
    await trace.wait_gate_async("went on")
    trace.event("step", item="worked")
    if fails:
        raise Refused
    done.append("completed")
