"""Keeps its copies of the writing ends: no stream ever comes to its end."""

import multiprocessing
from multiprocessing import connection

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: a child for each pipe]
    sources, children, writers = {}, [], []
    for source in range(state.sources):
        reader, writer = processes.Pipe(duplex=False)
        child = processes.Process(target=tell, args=(writer, source, state, trace))
        child.start()
        writers.append(writer)
        sources[reader] = source
        children.append(child)
    received = [[] for _ in children]
    # [step: read]
    ended = whoever_speaks(sources, received, children, trace)
    # [step: wait for the children]
    for child in children:
        child.join()
    for end in [*sources, *writers]:
        end.close()
    return {"received": received, "ended": ended}


# [step: whoever speaks]
def whoever_speaks(sources, received, children, trace):
    ended = 0
    while sources:
        all_gone = not any(child.is_alive() for child in children)
        ready = connection.wait(list(sources), timeout=0.05)
        if all_gone and not ready:
            break  # so that this program ends at all
        for reader in ready:
            source = sources[reader]
            if (number := next_from(reader)) is None:
                ended += 1
                del sources[reader]
            else:
                heard(source, number, received, trace)
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
