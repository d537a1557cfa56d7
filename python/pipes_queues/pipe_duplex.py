"""A parent and its child talk over one pipe, whose two ends both send and receive.

`Pipe()` gives two ends that are connected with each other: what goes in at one comes out at the other,
and never at the same one. So a child that sends and then receives does not hear itself. (With one queue
for both directions it may: then two queues are needed.) A pickled message arrives whole. A pool's
workers can talk over a pipe as well, but only if there are enough of them. With one worker the first
job waits for a second one that cannot start: here the wait is bounded, in real code it would be for ever.
"""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: open the pipe]
    here, there = processes.Pipe()
    match state.variant:
        case "process":
            parent_got, child_got = with_process(here, there, state, trace)
        case "two-workers":
            parent_got, child_got = with_workers(2, None, here, there, state, trace)
        case "one-worker":
            parent_got, child_got = with_workers(1, state.wait_ms / 1000, here, there, state, trace)
    here.close()
    there.close()
    error = "deadlock" if child_got is None else None
    heard_itself = child_got == state.question
    return {"parent_got": parent_got, "child_got": child_got, "heard_itself": heard_itself, "error": error}


def with_process(here, there, state, trace):
    # [step: start the child]
    child = processes.Process(target=ask, args=(there, state.question, None, trace))
    child.start()
    heard = answer(here, state.answer, trace)
    # [step: wait for the child]
    child.join()
    return heard


def with_workers(workers, patience, here, there, state, trace):
    with ThreadPoolExecutor(workers) as pool:
        # [step: give both jobs to the pool]
        pool.submit(ask, there, state.question, patience, trace)
        parent = pool.submit(answer, here, state.answer, trace)
        # [step: wait for both]
        return parent.result()


# [step: the child asks]
def ask(end, question, patience, trace):
    trace.event("step", item="child asks")
    end.send(question)
    # Without patience to lose, poll waits until a message is there.
    heard = end.recv() if end.poll(patience) else None
    trace.event("step", item="child gives up" if heard is None else "child has the answer")
    end.send(heard)  # the child tells what it heard


# [step: the parent answers]
def answer(end, words, trace):
    heard = end.recv()
    trace.event("step", item="parent has the question")
    end.send(words)
    return heard, end.recv()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
