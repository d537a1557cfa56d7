"""Jobs go on only when nobody else can: who is inside then was let in. The clock of the rate is put forward by hand."""

import asyncio

import throttle as example

from compare.props.rest import at_rest

PERIODS = 40  # who needs more never ends


def prepare(parameters):
    return parameters


async def run(state, watch):
    play = Play(state, watch)
    jobs = [play.job(number) for number in range(state.jobs)]
    try:
        if state.variant == "rate":
            await play.rate(jobs)
        else:
            permits = (example.permits(state.limit),) if state.variant == "limit" else ()
            text = getattr(example, state.variant)(jobs, *permits)
            await (asyncio.wait_for(text, 8) if watch.observed else text)
            play.release_too_often(*permits)
    except Exception as raised:
        play.error = "deadlock" if isinstance(raised, TimeoutError) else type(raised).__name__
    watch.event("told")
    counts = [play.granted[at] for at in sorted(play.granted)] if state.variant == "rate" else None
    return {
        "done": list(play.done),
        "release_too_often": play.too_often,
        "granted_per_period": counts,
        "last_began_ms": max(play.granted, default=0) if state.variant == "rate" else None,
        "error": play.error,
    }


class Play:
    def __init__(self, state, watch):
        self.state, self.watch = state, watch
        self.now, self.granted, self.done, self.free = 0, {}, [], asyncio.Event()
        self.too_often = self.error = None

    def job(self, number):
        async def work():
            with self.watch.span("job", item=number):
                if self.state.variant == "rate":
                    self.watch.event("granted", item=number, value=self.now)
                    self.granted[self.now] = self.granted.get(self.now, 0) + 1
                    await self.free.wait()  # a rate does not ask who is still inside
                elif self.watch.observed:
                    await at_rest()
                else:
                    await asyncio.sleep(self.state.job_ms / 1000)
                self.done.append(number)

        return work

    async def rate(self, jobs):
        bucket = example.TokenBucket(self.state.tokens)
        text = asyncio.ensure_future(example.rate(jobs, bucket))
        for _ in range(PERIODS):
            await at_rest()
            if text.done() or sum(self.granted.values()) >= len(jobs):
                break
            self.now += self.state.per_ms
            bucket.refill()
        self.free.set()
        await asyncio.wait_for(text, 2)

    def release_too_often(self, permits=None):
        if permits is None:
            return
        try:
            permits.release()
        except ValueError:
            self.too_often = "lock-misuse"
