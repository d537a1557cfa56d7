"""One queue for both directions, as the source material has it: the child takes its own message."""

import asyncio
import multiprocessing
import queue
from concurrent.futures import ThreadPoolExecutor

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    variants = {"process": with_process, "thread": with_thread, "task": with_tasks}
    return variants[state.variant](state, trace)


def with_process(state, trace):
    to_parent, to_child = processes.Queue(), processes.Queue()
    child = processes.Process(target=ask, args=(to_parent, to_child, state.question, trace))
    child.start()
    parent_got = answer(to_parent, to_child, state.answer, trace)
    child_got = to_parent.get()
    child.join()
    to_child.close()
    to_child.join_thread()
    return {"parent_got": parent_got, "child_got": child_got}


def with_thread(state, trace):
    to_parent, to_child = queue.Queue(), queue.Queue()
    with ThreadPoolExecutor(1) as threads:
        child = threads.submit(ask, to_parent, to_child, state.question, trace)
        parent_got = answer(to_parent, to_child, state.answer, trace)
        child.result()
    return {"parent_got": parent_got, "child_got": to_parent.get()}


def ask(to_parent, to_child, question, trace):
    trace.event("step", item="child asks")
    to_parent.put(question)
    heard = to_child.get()
    trace.event("step", item="child has the answer")
    to_parent.put(heard)


def answer(to_parent, to_child, words, trace):
    heard = to_parent.get()
    trace.event("step", item="parent has the question")
    to_child.put(words)
    return heard


async def with_tasks(state, trace):
    to_parent = to_child = asyncio.Queue()

    async def ask():
        trace.event("step", item="child asks")
        await to_parent.put(state.question)
        heard = await to_child.get()
        trace.event("step", item="child has the answer")
        trace.open_gate("the child has read")
        return heard

    child = asyncio.create_task(ask())
    await trace.wait_gate_async("the child has read")
    parent_got = None if to_parent.empty() else to_parent.get_nowait()
    trace.event("step", item="parent has the question")
    await to_child.put(state.answer)
    return {"parent_got": parent_got, "child_got": await child}
