"""Lets the example change its surroundings in the way that the variant names; or a child speak to the sink."""

import inspect
import json
import socket

import surroundings as example


def prepare(parameters):
    return parameters


async def run(state, watch):
    watch.event("begun", item=state.variant)
    if state.variant.endswith("-event"):
        speak(state.variant, watch)
        return {"answer": "well"}
    answer = getattr(example, state.variant.replace("-", "_"))()
    if inspect.isawaitable(answer):
        answer = await answer
    return {"answer": answer or "well"}


def speak(variant, watch):
    """What a child would send that knows the token, and is broken."""
    host, port, token = watch._address
    with socket.create_connection((host, port)) as channel:
        channel.sendall(json.dumps({"token": token, "trial": watch._trial}).encode() + b"\n")
        try:
            if variant == "long-event":
                for _ in range(200):
                    channel.sendall(b"x" * 1_000_000)
            elif variant == "deep-event":
                channel.sendall(b'{"event":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")
            else:
                channel.sendall(b'{"event": {"t": "now"}}\n')
            channel.recv(4096)
        except OSError:  # it has hung up
            return
