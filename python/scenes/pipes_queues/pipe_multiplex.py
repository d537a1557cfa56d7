"""The first child is silent until the program stands still: all that it could hear of the others it has heard.

The others have spoken, and closed their pipes, before the program begins. Then the first one speaks, and closes its
pipe only when the program stands still again: who returns before has not waited for the end.
"""

from multiprocessing import Pipe

import pipe_multiplex as example

from compare.props.stillness import Call

VARIANTS = {"one-by-one": example.one_by_one, "wait": example.wait}


def prepare(parameters):
    return parameters


def run(parameters, watch):
    pipes = [Pipe(duplex=False) for _ in range(parameters.sources)]
    for _, writer in pipes[1:]:
        speak(writer, parameters.messages)
        writer.close()
    try:
        return play(parameters, pipes, watch)
    finally:
        for end in (end for pipe in pipes for end in pipe):
            end.close()


def play(parameters, pipes, watch):
    received = [[] for _ in pipes]

    def hear(source, message):
        received[source].append(message)
        watch.event("heard", item=source)

    def read():
        VARIANTS[parameters.variant]([reader for reader, _ in pipes], hear)

    first = pipes[0][1]
    if not watch.observed:
        speak(first, parameters.messages)
        first.close()
        read()
        return {"received": received, "ended": len(pipes), "error": None}
    call = Call(read, watch)
    slept = call.still(limit_s=2)
    watch.event("the first speaks")
    speak(first, parameters.messages)
    call.still(limit_s=2 if slept else 0.2)
    ended = len(pipes) - (1 if call.ended else 0)
    first.close()
    call.end(limit_s=10 if slept else 0.5)
    error = "deadlock" if call.stuck else type(call.error).__name__ if call.error else None
    return {"received": received, "ended": ended, "slept": slept, "error": error}


def speak(writer, messages):
    for number in range(messages):
        writer.send(str(number))
