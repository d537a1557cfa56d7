"""A parent and its child talk over one pipe, whose two ends both send and receive.

`Pipe()` gives two ends that are connected with each other: what goes in at one comes out at the other,
and never at the same one. So a child that sends and then receives does not hear itself. (With one queue
for both directions it may: then two queues are needed.) A message is pickled and arrives whole.

The workers of a pool can talk over a pipe as well, but only if there are enough of them. With one worker
the first job waits for a second one that cannot start. Here that wait is bounded; the source material
leaves it unbounded, and with a pool of one its program would hang for ever.
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
    # An unheard child could not be answered: its wait ran out.
    error = "deadlock" if child_got is None else None
    heard_itself = child_got == state.question
    return {"parent_got": parent_got, "child_got": child_got, "heard_itself": heard_itself, "error": error}


# The child's end goes over to the new process as an argument.
def with_process(here, there, state, trace):
    # [step: start the child]
    child = processes.Process(target=ask, args=(there, state.question, None, trace))
    child.start()
    there.close()  # the child has its own by now; with ours open, its silent end would go unnoticed
    heard = answer(here, state.answer, trace)
    # [step: wait for the child]
    child.join()
    return heard


# Both parties are jobs of a pool. The child's comes first, and is the first to get a worker.
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
    # `recv` waits for ever, so ask beforehand; poll(None) waits for ever too.
    heard = end.recv() if end.poll(patience) else None
    trace.event("step", item="child gives up" if heard is None else "child has the answer")
    end.send(heard)  # so that the parent knows what was heard


# [step: the parent answers]
# To wait is right here: the child speaks first.
def answer(end, words, trace):
    heard = end.recv()
    trace.event("step", item="parent has the question")
    end.send(words)
    return heard, end.recv()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
