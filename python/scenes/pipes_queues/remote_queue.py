"""The scene's own clients meet the server: strangers, then one that stays silent while a good one must be served.

They speak the protocol byte by byte, so nobody agrees with himself only. In the other variant the first job starts the
other language's program as a client of the same server, and is not done before that one's first result has come.
"""

import asyncio
import hmac
import json
import secrets
import socket
import subprocess
import threading
import time
from contextlib import suppress
from multiprocessing import AuthenticationError, get_context
from multiprocessing.managers import BaseManager
from types import SimpleNamespace

import remote_queue as example

from compare.worker.trace import SILENT

LIMIT_S = 2.5  # every right text is much sooner


def prepare(parameters):
    key, post = secrets.token_bytes(32), None
    if parameters.variant == "exchange":
        # Not by TCP: there each small message of a manager waits some 40 ms for an acknowledgement.
        post = BaseManager(None, key, ctx=get_context("spawn"))
        post.start()
    return SimpleNamespace(asked=parameters, key=key, post=post)


def cleanup(state):
    if state.post:
        state.post.shutdown()


def run(state, watch):
    if state.post:
        return talked(state.asked, state.post, state.key, watch)
    server = Server(state.key, watch)
    try:
        return (
            met(state, server, watch) if state.asked.variant == "refusals" else worked(state, server, watch)
        )
    finally:
        server.close()


def talked(asked, post, key, watch):
    def client(name, *given):
        return Call(lambda: example.exchange(post.address, *given), watch, name)

    zhang = client("zhang", key, "zhang", asked.question, "ming")
    ming = client("ming", key, "ming", asked.answer, "zhang")
    zhang_got, ming_got = zhang.end().value, ming.end().value
    told = client("a stranger", secrets.token_bytes(32), "spare", "?", "spare").end().error
    return {"zhang_got": zhang_got, "ming_got": ming_got, "told": [told]}


def met(state, server, watch):
    told, nonces, served, refused = [], set(), None, server.refused

    def enter(key):
        raw = Raw(server.port)
        nonces.add(nonce := raw.receive())
        raw.send(hmac.digest(key, str(nonce).encode(), "sha256").hex())
        return raw

    with (
        watch.span("call", item="clients"),
        suppress(OSError, EOFError, ValueError),
    ):  # nobody answers, or nothing of sense
        for nth, (key, text) in enumerate([(b"wrong", "?"), (state.key, "x" * 1000)], 1):
            with enter(key) as raw:
                told.append(raw.told(["put", "spare", text]))
                server.has_refused(nth)
        with enter(state.key):
            pass  # it vanishes
        server.has_refused(3)
        with Raw(server.port) as silent:
            nonces.add(silent.receive())
            with enter(state.key) as good:
                good.send(["put", "jobs", state.asked.question])
                good.receive()
                good.send(["get", "jobs"])
                served = good.receive()
                told.append(good.told(None))
                refused = server.refused[:]  # before the silent one goes
    return {"told": told, "refused": refused[:], "served": served, "nonces": len(nonces)}


def worked(state, server, watch):
    other, begun = [], threading.Event()
    for job in [*range(state.asked.jobs), None, None]:  # for each client one None
        server.queues["jobs"].put_nowait(job)

    def square(number):
        if not begun.is_set():
            begun.set()
            command = [*state.asked.counterpart, str(server.port)]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            other.append(child := subprocess.Popen(command, **pipes))
            with suppress(OSError), child.stdin:
                child.stdin.write(f"{state.key.hex()}\n".encode())
            limit = time.monotonic() + 10
            while not server.other_came() and child.poll() is None and time.monotonic() < limit:
                time.sleep(0.005)
        watch.event("squared", item=number)
        return [number, number * number, "python"]

    call = Call(lambda: asyncio.run(example.work(server.port, state.key, square)), watch, "our client")
    begun.wait(LIMIT_S)
    call.end(12 if begun.is_set() else 0)
    for child in other:
        with suppress(subprocess.TimeoutExpired):
            child.wait(LIMIT_S)
        child.kill()
        child.wait()
    results = sorted(one for one in server.results if isinstance(one, list) and len(one) == 3)
    return {"squares": [square for _, square, _ in results], "clients": sorted({who for *_, who in results})}


class Call:
    """A call in a thread of its own: what it gave, or the category of what it raised."""

    def __init__(self, function, watch, item):
        self.value, self.error = None, "deadlock"
        self._thread = threading.Thread(target=self._run, args=(function, watch, item), daemon=True)
        self._thread.start()

    def end(self, limit=2 * LIMIT_S):
        self._thread.join(limit)
        return self

    def _run(self, function, watch, item):
        with watch.span("call", item=item):
            try:
                self.value, self.error = function(), None
            except Exception as error:
                self.error = category(error)
            watch.event("told", item=item, value=self.error or "an answer")


class Server:
    """The example's server, in a thread and a loop of its own; and what it refused, and was given."""

    def __init__(self, key, watch):
        self.refused, self.results, self._watch = [], [], watch
        self.queues = {name: asyncio.Queue() for name in ("jobs", "spare")}
        self.queues["results"] = Results(self.results)
        self._listener, self._key, self._stop = socket.create_server(("127.0.0.1", 0)), key, None
        self.port = self._listener.getsockname()[1]
        self._call = Call(lambda: asyncio.run(self._serve()), SILENT, "server")

    def has_refused(self, count):
        limit = time.monotonic() + LIMIT_S
        while len(self.refused) < count and time.monotonic() < limit:
            time.sleep(0.001)

    def other_came(self):
        return any(isinstance(one, list) and one[-1:] == ["dotnet"] for one in self.results[:])

    def close(self):
        with suppress(RuntimeError, TypeError):  # its loop is over, or never was
            self._stop()
        self._call.end(1)
        self._listener.close()

    async def _serve(self):
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        self._stop = lambda: loop.call_soon_threadsafe(task.cancel)
        with suppress(asyncio.CancelledError):
            await example.serve(self._listener, self._key, self.queues, self._refuse)

    def _refuse(self, error):
        self.refused.append(category(error))
        self._watch.event("refused", item=len(self.refused))


class Results(asyncio.Queue):
    def __init__(self, seen):
        super().__init__()
        self._seen = seen

    def put_nowait(self, item):
        self._seen.append(item)
        super().put_nowait(item)


class Raw:
    """A client that knows the frames: four bytes of length, then JSON."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), LIMIT_S)
        self._file = self._socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()
        self._socket.close()

    def send(self, message):
        body = json.dumps(message).encode()
        self._socket.sendall(len(body).to_bytes(4, "big") + body)

    def receive(self):
        size = int.from_bytes(self._read(4), "big")
        return json.loads(self._read(min(size, 10_000)))

    def told(self, message):
        """Say something that ends it: nothing if there was an answer."""
        try:
            self.send(message)
            self.receive()
        except Exception as error:
            return category(error)
        return None

    def _read(self, count):
        if len(got := self._file.read(count)) < count:
            raise EOFError
        return got


def category(error):
    match error:
        case AuthenticationError():
            return "auth-failed"
        case TimeoutError():
            return "timeout"
        case EOFError() | OSError():
            return "end-of-stream"
        case ValueError():
            return "not-transferable"
    return type(error).__name__
