"""A service is busy: how often do I ask again, how long do I wait, and which failures are not retried?

Exponential backoff doubles each wait. Three retries are four attempts with three waits; the caller gets the error
of the last attempt. Retry only what may pass: no answer, a time-out and some statuses, but not 404 or 501; and only
an idempotent request, one that may be done twice, because a lost answer may have worked. Jitter makes a part of each
wait random, so that callers that failed together do not come back together. A CancelledError is no Exception, and
is not retried; in C# the time-out of HttpClient looks like a cancellation.
"""

import asyncio
import random
import time
from importlib.util import find_spec
from urllib.error import HTTPError, URLError

PASSING = {408, 429, 500, 502, 503, 504}  # time-out, too many requests, and the server's own troubles


async def loop(ask, retries, first_delay, sleep=asyncio.sleep):
    """Each wait is twice as long as the one before."""
    delays = [first_delay * 2**retry for retry in range(retries)]
    return await ask_again(ask, delays, sleep)


async def jitter(ask, retries, first_delay, sleep=asyncio.sleep):
    """Equal jitter: half of that wait, and a random part of the other half."""
    delays = [random.uniform(0.5, 1) * first_delay * 2**retry for retry in range(retries)]
    return await ask_again(ask, delays, sleep)


async def library(ask, retries, first_delay, sleep=asyncio.sleep):
    """The same as `loop` with tenacity; its `wait_random_exponential` has jitter."""
    import tenacity  # here, because the other functions do not need it

    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(may_pass),
        stop=tenacity.stop_after_attempt(retries + 1),
        wait=tenacity.wait_exponential(multiplier=first_delay),
        sleep=sleep,
        reraise=True,  # the last error itself, not a RetryError
    )
    return await retrying(ask)


async def ask_again(ask, delays, sleep):
    """Ask; after each failure that may pass, wait and ask again."""
    for delay in delays:
        try:
            return await ask()
        except Exception as error:
            if not may_pass(error):
                raise
        await sleep(delay)
    return await ask()  # the last attempt: its error goes to the caller


def may_pass(error):
    """Whether the next attempt may succeed."""
    if isinstance(error, HTTPError):  # a URLError too, so this comes first
        return error.code in PASSING
    return isinstance(error, (URLError, TimeoutError, ConnectionError))  # no answer


async def main():
    async def ask():
        print(f"  asked at {time.monotonic() - start:.2f} s")
        if failures:
            raise failures.pop()
        return "answered"

    for way in (loop, jitter, *([library] if find_spec("tenacity") else [])):
        start, busy = time.monotonic(), HTTPError("http://service/", 503, "busy", None, None)
        failures = [URLError("refused"), busy]
        print(way.__name__, await way(ask, 3, 0.1))


if __name__ == "__main__":
    asyncio.run(main())
