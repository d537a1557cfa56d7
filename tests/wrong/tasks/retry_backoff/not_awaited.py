"""Forgets to await the wait: a coroutine that nobody awaits never begins."""

import asyncio
from collections import Counter
from http.server import BaseHTTPRequestHandler
from itertools import count
from socketserver import TCPServer
from threading import Thread
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen[self.path] += 1
        fails = self.server.seen[self.path] <= self.server.asked.fail_times
        self.send_response({"busy": 503, "missing": 404}[self.server.asked.failure] if fails else 200)
        self.end_headers()
        self.wfile.write(b"" if fails else b"ok")

    def log_message(self, *args):
        pass


def prepare(parameters):
    service = TCPServer(("127.0.0.1", 0), Service)
    service.asked, service.seen = parameters, Counter()
    serving = Thread(target=service.serve_forever, args=(0.02,))
    serving.start()
    opener = build_opener(ProxyHandler({}))
    return SimpleNamespace(asked=parameters, service=service, serving=serving, opener=opener, numbers=count(1))


def cleanup(state):
    state.service.shutdown()
    state.serving.join()
    state.service.server_close()


async def run(state, trace):
    path, delays = f"/job/{next(state.numbers)}", []
    url = f"http://127.0.0.1:{state.service.server_address[1]}{path}"

    async def get(attempt):
        with trace.span("step", item=f"attempt {attempt}"):
            return await asyncio.to_thread(fetch, state.opener, url)

    async def pause(delay_ms):
        delays.append(delay_ms)
        with trace.span("step", item=f"wait {delay_ms}"):
            await asyncio.sleep(delay_ms / 1000)

    try:
        outcome = await with_loop(get, pause, state.asked)
    except HTTPError as error:
        outcome = "busy" if error.code >= 500 else "missing"
    return {"outcome": outcome, "attempts": state.service.seen[path], "delays_ms": delays}


async def with_loop(get, pause, asked):
    delay_ms = asked.first_delay_ms
    for attempt in range(1, asked.retries + 1):
        try:
            return await get(attempt)
        except HTTPError as error:
            if error.code < 500:
                raise
        pause(delay_ms)
        delay_ms *= 2
    return await get(asked.retries + 1)


def fetch(opener, url):
    with opener.open(url) as reply:
        return reply.read().decode()
