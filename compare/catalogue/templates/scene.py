"""Services that fail are asked: who was told of what, and who was still at it?

The services are a prop: each answers in its turn when nobody can go on without it. So the others are held until the
caller of the one that fails was told, or never is; no clock decides. Whatever text stands in the example's place is
driven into the same corner.
"""

import __module__ as example

from compare.props.services import Services


def prepare(parameters):
    return parameters


async def run(state, watch):
    services = Services(state.jobs, watch, fail=state.fail)
    way = getattr(example, state.variant.replace("-", "_"))
    told = await services.told(lambda: way(services.questions))
    running = services.running
    await services.rest()
    return {"answers": told.value, "error": told.error, "running": running}
