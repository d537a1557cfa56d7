"""Asks for a proof, and does not look at it: any key will do."""

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
HERE = ("127.0.0.1", 0)
LONGEST = 1000


class Mail:
    """Two queues; what the manager publishes."""

    def __init__(self):
        self.queues = {"zhang": Queue(), "ming": Queue()}

    def put(self, name, message):
        self.queues[name].put(message)

    def get(self, name):
        return self.queues[name].get()


MAIL = Mail()


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
        zhang_got, ming_got = clients.submit(zhang), clients.submit(ming)
        answer, question = zhang_got.result(), ming_got.result()
        told = []
        try:
            connect(secrets.token_bytes(32))
        except AuthenticationError:
            told.append("auth-failed")
    return {"zhang_got": answer, "ming_got": question, "told": told}


def refusals(state):
    queues, told = {"jobs": Queue()}, []
    with ThreadPoolExecutor(1) as server, Listener(HERE) as listener:
        address = listener.address
        refused = server.submit(serve, listener, 4, state.key, queues)
        with Client(address) as end:
            try:
                enter(end, secrets.token_bytes(32))
            except AuthenticationError:
                told.append("auth-failed")
        with Client(address) as end:
            enter(end, state.key)
            send(end, ["put", "jobs", "x" * LONGEST])
        with Client(address) as end:
            enter(end, state.key)
        with Client(address) as end:
            enter(end, state.key)
            ask(end, "put", "jobs", state.asked.question)
            served = ask(end, "get", "jobs")
            ask(end, "bye")
        refused = refused.result()
    try:
        Client(address).close()
    except ConnectionRefusedError:
        told.append("connection-refused")
    return {"told": told, "refused": refused, "served": served}


def both_languages(state, trace):
    count, queues = state.asked.jobs, {"jobs": Queue(), "results": Queue()}
    for job in [*range(count), None, None]:
        queues["jobs"].put(job)
    with ThreadPoolExecutor(2) as server, Listener(HERE) as listener:
        for _ in range(2):
            server.submit(serve, listener, 1, state.key, queues)
        command, port = state.asked.counterpart, listener.address[1]
        surroundings = os.environ | trace.environment()
        with subprocess.Popen([*command, str(port)], stdin=subprocess.PIPE, env=surroundings) as other:
            other.stdin.write(f"{state.key.hex()}\n".encode())
            other.stdin.close()
            work("python", port, state.key, trace)
    results = sorted(queues["results"].get_nowait() for _ in range(queues["results"].qsize()))
    clients = sorted({who for _, _, who in results})
    return {"squares": [square for _, square, _ in results], "clients": clients}


def child(arguments, trace):
    work("python", int(arguments[0]), bytes.fromhex(input()), trace)


def work(language, port, key, trace):
    alone = True
    with Client(("127.0.0.1", port)) as end:
        enter(end, key)
        while (job := ask(end, "get", "jobs")) is not None:
            with trace.span("job", item=job):
                if alone:
                    trace.rendezvous("both at work", 2)
                    alone = False
                ask(end, "put", "results", [job, job * job, language])
        ask(end, "bye")


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
                refused.append("end-of-stream")
            except OSError:
                refused.append("not-transferable")
    return refused


def let_in(end, key):
    nonce = secrets.token_bytes(32)
    end.send_bytes(nonce)
    end.recv_bytes(32)
    send(end, True)


def enter(end, key):
    end.send_bytes(hmac.digest(key, end.recv_bytes(32), "sha256"))
    if not json.loads(end.recv_bytes()):
        raise AuthenticationError("a wrong key")


def ask(end, *request):
    send(end, request)
    return json.loads(end.recv_bytes())


def send(end, message):
    end.send_bytes(json.dumps(message).encode())
