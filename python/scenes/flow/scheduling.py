"""While the first job runs, one more comes; no job is ended before all who can go on without it have."""

import asyncio

import scheduling as example

from compare.props.rest import at_rest


def prepare(parameters):
    jobs = [example.Job(job.name, job.priority, job.due_ms) for job in parameters.jobs]
    late = parameters.late
    parameters.made = (jobs, example.Job(late.name, late.priority, late.due_ms))
    return parameters


async def run(state, watch):
    jobs, late = state.made
    order, ran_at, now, error = [], [], [0], None

    def begin(job, put):
        order.append(getattr(job, "name", None))
        ran_at.append(now[0])
        if len(order) == 1:
            watch.event("late job comes", item=late.name)
            put(late)

    async def work(job, put):
        with watch.span("job", item=job.name):
            begin(job, put)
            if watch.observed:
                await at_rest()

    def work_now(job, put):
        with watch.span("job", item=job.name):
            begin(job, put)

    def sleep(ms):
        now[0] += ms

    try:
        if state.variant == "due":
            example.due(jobs, work_now, lambda: now[0], sleep)
        else:
            text = getattr(example, state.variant)(jobs, work)
            await (asyncio.wait_for(text, 8) if watch.observed else text)
    except Exception as raised:
        error = type(raised).__name__
    return {"order": order, "ran_at": ran_at if state.variant == "due" else None, "error": error}
