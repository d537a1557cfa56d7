"""Two parties talk over queues: two processes, two threads, two tasks.

`get` waits until something is there, and `put` until there is room; a queue without a limit always has
room. The three kinds of queue have the same methods and are not interchangeable: `queue.Queue` is for the
threads of one process, `asyncio.Queue` for the tasks of one event loop, `multiprocessing.Queue` for
processes. The last one is a pipe with locks; what is put in is pickled by a thread of the queue's own, and
arrives as a copy.

Each direction has a queue. The source material has one for both: there the child, which puts and then gets,
may get its own message back.
"""

import asyncio
import multiprocessing
import queue
from concurrent.futures import ThreadPoolExecutor

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    variants = {"process": with_process, "thread": with_thread, "task": with_tasks}
    return variants[state.variant](state, trace)


# A queue goes over to the new process with its other arguments; at any later time it could not be sent.
def with_process(state, trace):
    # [step: two queues]
    to_parent, to_child = processes.Queue(), processes.Queue()
    # [step: start the child]
    child = processes.Process(target=ask, args=(to_parent, to_child, state.question, trace))
    child.start()
    parent_got = answer(to_parent, to_child, state.answer, trace)
    # What the child heard, it tells last. Take everything out before `join`: the child does not end before
    # all that it has put is on its way.
    child_got = to_parent.get()
    # [step: wait for the child]
    child.join()
    to_child.close()
    to_child.join_thread()
    return {"parent_got": parent_got, "child_got": child_got}


def with_thread(state, trace):
    # [step: two queues]
    to_parent, to_child = queue.Queue(), queue.Queue()
    with ThreadPoolExecutor(1) as threads:
        # [step: start the child]
        child = threads.submit(ask, to_parent, to_child, state.question, trace)
        parent_got = answer(to_parent, to_child, state.answer, trace)
        # [step: wait for the child]
        child.result()
    return {"parent_got": parent_got, "child_got": to_parent.get()}


# [step: the child asks]
def ask(to_parent, to_child, question, trace):
    trace.event("step", item="child asks")
    to_parent.put(question)
    heard = to_child.get()
    trace.event("step", item="child has the answer")
    to_parent.put(heard)


# [step: the parent answers]
def answer(to_parent, to_child, words, trace):
    heard = to_parent.get()
    trace.event("step", item="parent has the question")
    to_child.put(words)
    return heard


# The same words with `await`: a task that waits gives way to the others.
async def with_tasks(state, trace):
    # [step: two queues]
    to_parent, to_child = asyncio.Queue(), asyncio.Queue()

    async def ask():
        trace.event("step", item="child asks")
        await to_parent.put(state.question)
        heard = await to_child.get()
        trace.event("step", item="child has the answer")
        return heard

    # [step: start the child]
    child = asyncio.create_task(ask())
    parent_got = await to_parent.get()
    trace.event("step", item="parent has the question")
    await to_child.put(state.answer)
    # [step: wait for the child]
    return {"parent_got": parent_got, "child_got": await child}


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
