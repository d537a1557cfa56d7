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
    """Fails the first requests for each path."""

    def do_GET(self):
        service, asked = self.server, self.server.asked
        service.seen[self.path] += 1
        fails = service.seen[self.path] <= asked.fail_times
        status = {"busy": 503, "missing": 404}[asked.failure] if fails else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"" if fails else b"ok")

    def log_message(self, *args):
        pass


def prepare(parameters):
    service = TCPServer(("127.0.0.1", 0), Service)  # any port that is free
    service.asked, service.seen = parameters, Counter()
    serving = Thread(target=service.serve_forever, args=(0.02,))
    serving.start()
    opener = build_opener(ProxyHandler({}))
    return SimpleNamespace(
        asked=parameters, service=service, serving=serving, opener=opener, numbers=count(1)
    )


def cleanup(state):
    state.service.shutdown()
    state.serving.join()
    state.service.server_close()


async def run(state, trace):
    path, delays = f"/job/{next(state.numbers)}", []
    url = f"http://127.0.0.1:{state.service.server_address[1]}{path}"

    async def get():
        with trace.span("step", item=f"attempt {len(delays) + 1}"):
            return await asyncio.to_thread(fetch, state.opener, url)

    def note(delay_ms):
        delays.append(delay_ms)
        if state.asked.give_up:
            asyncio.current_task().cancel()  # as somebody else might, while this task waits
        return trace.span("step", item=f"wait {delay_ms}")

    retry = with_library if state.asked.variant == "library" else with_loop
    try:
        outcome = await asyncio.create_task(retry(get, note, state.asked))
    except HTTPError as error:
        outcome = "busy" if may_pass(error) else "missing"
    except asyncio.CancelledError:
        outcome = "cancelled"
    return {"outcome": outcome, "attempts": state.service.seen[path], "delays_ms": delays}


async def with_loop(get, note, asked):
    delay_ms = asked.first_delay_ms
    for _ in range(asked.retries):
        try:
            return await get()
        except HTTPError as error:
            if not may_pass(error):
                raise
        pause(note, delay_ms)
        delay_ms *= 2
    return await get()


async def pause(note, delay_ms):
    with note(delay_ms):
        await asyncio.sleep(delay_ms / 1000)


async def with_library(get, note, asked):
    from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

    async def pause(seconds):
        with note(round(seconds * 1000)):
            await asyncio.sleep(seconds)

    retrying = AsyncRetrying(
        retry=retry_if_exception(may_pass),
        stop=stop_after_attempt(asked.retries + 1),
        wait=wait_exponential(multiplier=asked.first_delay_ms / 1000),
        sleep=pause,
        reraise=True,
    )
    return await retrying(get)


def may_pass(error):
    return isinstance(error, HTTPError) and error.code >= 500


def fetch(opener, url):
    with opener.open(url) as reply:
        return reply.read().decode()
