"""Services that fail are asked by a block of tasks: who was cancelled, who had ended, and which errors came out?

Each answers in its turn, when nobody can go on without it; so siblings of one that fails are held until they are
cancelled or its caller was told. One whose clean-up fails raises an error of its own when it is cancelled. In variant
stopped nobody answers: the caller is cancelled when all have been asked.
"""

import asyncio

import structured_concurrency as example

from compare.props.rest import at_rest
from compare.props.services import Services


def prepare(parameters):
    return parameters


async def run(state, watch):
    stopped = state.variant == "stopped"
    names = [job.name for job in state.jobs]
    services = Services(
        state.jobs,
        watch,
        fail=[] if stopped else state.fail,
        held=names if stopped else (),
        error=lambda name: (TimeoutError if name in state.late else ValueError)(name),
    )
    jobs = [job_of(*one, state.unclean) for one in zip(names, services.questions, strict=True)]

    async def cancelled():
        block = asyncio.ensure_future(example.scope(jobs))
        await at_rest()
        watch.event("stop")
        block.cancel()
        return await block

    way = cancelled if stopped else lambda: getattr(example, state.variant.replace("-", "_"))(jobs)
    told = await services.told(way)
    watch.event("told")
    running = services.running
    await services.rest()
    return {
        "handled": told.value,
        "error": told.error,
        "caught": [] if told.error == "cancelled" else told.caught,
        "running": running,
        "ends": services.ends,
    }


def job_of(name, question, unclean):
    async def job():
        try:
            await question()
        except asyncio.CancelledError:
            if name in unclean:
                raise ValueError(f"{name} is not clean") from None
            raise

    return job
