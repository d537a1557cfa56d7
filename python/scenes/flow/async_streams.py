"""What is read from counts its reads, and its closing takes a few turns: who is told before it is closed?"""

import asyncio

import async_streams as example

from compare.props.rest import at_rest


def prepare(parameters):
    return parameters


async def run(state, watch):
    left = [f"line {number}" for number in range(state.lines)]
    reads, closed, answer, error = 0, 0, None, None

    async def read():
        nonlocal reads
        reads += 1
        with watch.span("read", item=reads):
            await asyncio.sleep(0)
            if reads == state.fails_at:
                raise ValueError(reads)
            return left.pop(0) if left else None

    async def close():
        nonlocal closed
        with watch.span("close"):
            await asyncio.sleep(0)
            closed += 1

    wanted = () if state.variant == "whole" else (f"line {state.wanted}",)
    try:
        text = getattr(example, state.variant)(read, close, *wanted)
        answer = await (asyncio.wait_for(text, 2) if watch.observed else text)
    except Exception as raised:
        kinds = {ValueError: "user", TimeoutError: "deadlock"}
        error = kinds.get(type(raised), type(raised).__name__)
    told = closed
    watch.event("told")
    for _ in range(3):
        await asyncio.sleep(0)
    if watch.observed:
        await at_rest()
    return {
        "answer": answer if isinstance(answer, list) else [answer] if answer else [],
        "reads": reads,
        "closed_when_told": told == 1,
        "closed": closed,
        "error": error,
    }
