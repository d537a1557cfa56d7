"""Asks for a proof, and does not look at it: any key will do."""

import hmac
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from queue import Queue
from types import SimpleNamespace

HERE = ("127.0.0.1", 0)  # this machine, any port that is free
LONGEST = 1000  # bytes of a message
NOTHING = dict.fromkeys(("zhang_got", "ming_got", "told", "refused", "served", "squares", "clients"))


def prepare(parameters):
    return SimpleNamespace(asked=parameters, key=secrets.token_bytes(32))


def run(state, trace):
    return NOTHING | refusals(state)


# Three clients that must not be served, one that must, and one that comes too late.
def refusals(state):
    queues, told = {"jobs": Queue()}, []
    with ThreadPoolExecutor(1) as server, Listener(HERE) as listener:
        address = listener.address
        refused = server.submit(serve, listener, 4, state.key, queues)
        # [step: a wrong key]
        with Client(address) as end:
            try:
                enter(end, secrets.token_bytes(32))
            except AuthenticationError:
                told.append("auth-failed")
        # [step: an oversized message]
        with Client(address) as end:
            enter(end, state.key)
            send(end, ["put", "jobs", "x" * LONGEST])
        # [step: a client that vanishes]
        with Client(address) as end:
            enter(end, state.key)
        # [step: a client like any other]
        with Client(address) as end:
            enter(end, state.key)
            ask(end, "put", "jobs", state.asked.question)
            served = ask(end, "get", "jobs")
            ask(end, "bye")
        refused = refused.result()
    # [step: no server any more]
    try:
        Client(address).close()
    except ConnectionRefusedError:
        told.append("connection-refused")
    return {"told": told, "refused": refused, "served": served}


# [step: the server]
# Serves so many clients, one after the other; gives what it refused.
def serve(listener, clients, key, queues):
    refused = []
    for _ in range(clients):
        with listener.accept() as end:
            try:
                let_in(end, key)
                while (request := json.loads(end.recv_bytes(LONGEST))) != ["bye"]:
                    verb, name, *item = request
                    send(end, queues[name].put(*item) if verb == "put" else queues[name].get())
                send(end, None)
            except AuthenticationError:
                refused.append("auth-failed")
            except EOFError:
                refused.append("end-of-stream")  # without a word of leave
            except OSError:
                refused.append("not-transferable")  # a frame longer than LONGEST; it was not even read
    return refused


# [step: the challenge]
def let_in(end, key):
    nonce = secrets.token_bytes(32)
    end.send_bytes(nonce)
    end.recv_bytes(32)
    send(end, True)


def enter(end, key):
    end.send_bytes(hmac.digest(key, end.recv_bytes(32), "sha256"))
    if not json.loads(end.recv_bytes()):
        raise AuthenticationError("a wrong key")


# [step: messages]
def ask(end, *request):
    send(end, request)
    return json.loads(end.recv_bytes())


def send(end, message):
    end.send_bytes(json.dumps(message).encode())

