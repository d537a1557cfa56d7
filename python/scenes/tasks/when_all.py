"""Services that fail are asked: who was told of what, when, and what became of the others?

Each answers in its turn when nobody can go on without it, so the siblings of one that fails are held until its error
came out, or never does. With `orders = "all"` up to 24 orders are tried, if none fails: each must give the same.
"""

from itertools import islice, permutations

import when_all as example

from compare.props.services import Services


def prepare(parameters):
    return parameters


async def run(state, watch):
    names = [job.name for job in state.jobs]
    every = watch.observed and state.orders == "all" and not state.fail
    orders = islice(permutations(names), 24) if every else [None]
    plays = [await play(state, watch, order) for order in orders]
    return {field: same([one[field] for one in plays]) for field in plays[0]}


def same(values):
    return values[0] if all(one == values[0] for one in values) else values


async def play(state, watch, order):
    services = Services(state.jobs, watch, fail=state.fail, order=order)
    way = getattr(example, state.variant.replace("-", "_"))
    told = await services.told(lambda: way(services.questions))
    watch.event("told")
    running = services.running
    await services.rest()
    answers = [str(one) for one in told.value] if isinstance(told.value, list) else told.value
    outputs = {"answers": answers, "caught": told.caught, "error": told.error, "running": running}
    return outputs | {"ends": services.ends}
