"""Waits for the other client to end before it works itself: two languages, but never both at the queue."""

import hmac
import json
import os
import secrets
import subprocess
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
    return NOTHING | both_languages(state, trace)


# One client is here, the other is the C# text; the server has a thread for each of them.
def both_languages(state, trace):
    count, queues = state.asked.jobs, {"jobs": Queue(), "results": Queue()}
    # For each client one None, the last thing that it takes.
    for job in [*range(count), None, None]:
        queues["jobs"].put(job)
    with ThreadPoolExecutor(2) as server, Listener(HERE) as listener:
        for _ in range(2):
            server.submit(serve, listener, 1, state.key, queues)
        # [step: start the other language's client]
        # The key goes through its standard input: a command line can be read by anybody on the machine.
        command, port = state.asked.counterpart, listener.address[1]
        surroundings = os.environ | trace.environment()
        with subprocess.Popen([*command, str(port)], stdin=subprocess.PIPE, env=surroundings) as other:
            other.stdin.write(f"{state.key.hex()}\n".encode())
            other.stdin.close()
            other.wait()
            # [step: work]
            work("python", port, state.key, trace)
    results = sorted(queues["results"].get() for _ in range(count))
    return {"squares": [square for _, square, _ in results], "clients": sorted({who for _, _, who in results})}


# What the C# text starts: a client in a process of its own.
def child(arguments, trace):
    work("python", int(arguments[0]), bytes.fromhex(input()), trace)


# [step: a client's work]
def work(language, port, key, trace):
    alone = True
    with Client(("127.0.0.1", port)) as end:
        enter(end, key)
        while (job := ask(end, "get", "jobs")) is not None:
            with trace.span("job", item=job):
                if alone:  # the first job of each: it is not done before the other one has a job as well
                    trace.rendezvous("both at work", 2)
                    alone = False
                ask(end, "put", "results", [job, job * job, language])
        ask(end, "bye")


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
    right = hmac.compare_digest(end.recv_bytes(32), hmac.digest(key, nonce, "sha256"))
    send(end, right)
    if not right:
        raise AuthenticationError("a wrong key")


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

