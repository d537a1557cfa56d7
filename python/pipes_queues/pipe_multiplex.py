"""Reads from several children, each with a pipe of its own.

`connection.wait` gives those readers of a list that have something to say, also when that is the end of
their stream. So the parent hears whoever speaks first. Reading one pipe to its end and then the next looks
the same as long as all speak at once. If the first child is in no hurry, its messages come first all the
same, and what the others have said lies in their pipes meanwhile; if a pipe is full, its child must wait.
Each pipe keeps the order of its own messages, in both ways.

The parent closes its copy of each writing end. Otherwise the end of a stream would never come.
"""

import multiprocessing
from multiprocessing import connection

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: a child for each pipe]
    sources, children = {}, []
    for source in range(state.sources):
        reader, writer = processes.Pipe(duplex=False)
        child = processes.Process(target=tell, args=(writer, source, state, trace))
        child.start()
        writer.close()
        sources[reader] = source
        children.append(child)
    received = [[] for _ in children]
    # [step: read]
    read = whoever_speaks if state.variant == "wait" else one_by_one
    ended = read(sources, received, trace)
    # [step: wait for the children]
    for child in children:
        child.join()
    return {"received": received, "ended": ended}


# [step: whoever speaks]
def whoever_speaks(sources, received, trace):
    ended = 0
    while sources:
        for reader in connection.wait(list(sources)):
            source = sources[reader]
            if (number := next_from(reader)) is None:
                ended += 1
                del sources[reader]
            else:
                heard(source, number, received, trace)
    return ended


# [step: one by one]
def one_by_one(sources, received, trace):
    ended = 0
    for reader, source in sources.items():
        while (number := next_from(reader)) is not None:
            heard(source, number, received, trace)
        ended += 1
    return ended


# None at the end of the stream.
def next_from(reader):
    try:
        return reader.recv()
    except EOFError:
        reader.close()
        return None


def heard(source, number, received, trace):
    received[source].append(number)
    trace.event("heard", item=source)
    if source > 0:
        trace.open_gate("another was heard")


# [step: a child]
def tell(writer, source, state, trace):
    trace.event("child", item=source)
    if source == 0:
        # The first child is in no hurry.
        if state.variant == "wait":
            trace.wait_gate("another was heard")
        else:
            trace.rendezvous("all have spoken", state.sources)
        trace.event("the first speaks")
    for number in range(state.messages):
        writer.send(number)
    if source > 0:
        trace.event("another has spoken", item=source)
        if state.variant == "one-by-one":
            trace.rendezvous("all have spoken", state.sources)
    writer.close()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
