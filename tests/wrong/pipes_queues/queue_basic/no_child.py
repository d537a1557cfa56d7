"""Calls `run` on the child where `start` is meant: its part runs in a thread, and there is no process."""

import asyncio
import multiprocessing
import queue
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    variants = {"process": with_process, "thread": with_thread, "task": with_tasks}
    return variants[state.variant](state, trace)


def with_process(state, trace):
    to_parent, to_child = processes.Queue(), processes.Queue()
    child = processes.Process(target=ask, args=(to_parent, to_child, state.question, trace))
    thread = Thread(target=child.run)
    thread.start()
    parent_got = answer(to_parent, to_child, state.answer, trace)
    child_got = to_parent.get()
    thread.join()
    for messages in (to_parent, to_child):
        messages.close()
        messages.join_thread()
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
    to_parent, to_child = asyncio.Queue(), asyncio.Queue()

    async def ask():
        trace.event("step", item="child asks")
        await to_parent.put(state.question)
        heard = await to_child.get()
        trace.event("step", item="child has the answer")
        return heard

    child = asyncio.create_task(ask())
    parent_got = await to_parent.get()
    trace.event("step", item="parent has the question")
    await to_child.put(state.answer)
    return {"parent_got": parent_got, "child_got": await child}
