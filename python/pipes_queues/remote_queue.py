"""Queues on a server: clients exchange messages, some are refused, and two languages work off one queue.

A `BaseManager` publishes objects at an address; clients get proxies, and each call goes there and back. Both
sides prove that they know a key. It must be random: the source material's is the SHA-256 of "123456", for
which one would look first. Messages are pickled, and unpickling may run code: whoever has the key can do
anything. They may be of any length, and only Python understands them.

So the other half speaks a small protocol: a message is its length in four bytes, then JSON. A `Connection`
sends and receives such frames. A client must sign a number that nobody knew before; the key itself never
travels. The server says no to a wrong key and to a long message, and outlives a client that vanishes.
"""

import hmac
import json
import multiprocessing
import os
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from multiprocessing.managers import BaseManager
from queue import Queue
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")
HERE = ("127.0.0.1", 0)  # this machine, any port that is free
LONGEST = 1000  # bytes of a message


class Mail:
    """Two queues; what the manager publishes."""

    def __init__(self):
        self.queues = {"zhang": Queue(), "ming": Queue()}

    def put(self, name, message):
        self.queues[name].put(message)

    def get(self, name):
        return self.queues[name].get()


MAIL = Mail()  # each process that imports this has one; the manager's is the one that is used


# The source has a lambda instead, which cannot be sent to a process that is spawned.
def the_mail():
    return MAIL


class Post(BaseManager):
    """Knows how to reach the mail from elsewhere."""


Post.register("mail", the_mail)


def prepare(parameters):
    return SimpleNamespace(asked=parameters, key=secrets.token_bytes(32))


def run(state, trace):
    match state.asked.variant:
        case "exchange":
            return exchange(state, trace)
        case "refusals":
            return refusals(state)
        case "both-languages":
            return both_languages(state, trace)


# Each client puts into its own queue and takes from the other's: nobody takes his own message.
def exchange(state, trace):
    def connect(key):
        client = Post(post.address, key)
        client.connect()
        return client.mail()

    def zhang():
        mail = connect(state.key)
        trace.event("step", item="zhang asks")
        mail.put("zhang", state.asked.question)
        answer = mail.get("ming")
        trace.event("step", item="zhang has the answer")
        return answer

    def ming():
        mail = connect(state.key)
        question = mail.get("zhang")
        trace.event("step", item="ming has the question")
        mail.put("ming", state.asked.answer)
        return question

    with Post(HERE, state.key, ctx=processes) as post, ThreadPoolExecutor(2) as clients:
        # [step: exchange]
        zhang_got, ming_got = clients.submit(zhang), clients.submit(ming)
        answer, question = zhang_got.result(), ming_got.result()
        # [step: a wrong key]
        told = []
        try:
            connect(secrets.token_bytes(32))
        except AuthenticationError:
            told.append("auth-failed")
    return {"zhang_got": answer, "ming_got": question, "told": told}


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
            # [step: work]
            work("python", port, state.key, trace)
    results = sorted(queues["results"].get_nowait() for _ in range(queues["results"].qsize()))
    clients = sorted({who for _, _, who in results})
    return {"squares": [square for _, square, _ in results], "clients": clients}


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


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
