"""Equal services are asked, the first of them may fail: what did the caller get, and how did the others end?

Each ends in its turn when nobody can go on without it, so who wants the first answer and not the first end has to wait
on; and one that is cancelled cleans up for as long as others move, so who does not wait for it returns before.
"""

import when_any as example

from compare.props.services import Services


def prepare(parameters):
    return parameters


async def run(state, watch):
    services = Services(state.services, watch, fail=state.fail)
    way = getattr(example, state.variant.replace("-", "_"))
    told = await services.told(lambda: way(services.questions))
    watch.event("told")
    running = services.running
    looked_at = [name for name, end in services.ended if end != "cancelled"]
    await services.rest()
    return {
        "looked_at": looked_at,
        "answer": told.value,
        "error": told.error,
        "running": running,
        "ends": services.ends,
    }
