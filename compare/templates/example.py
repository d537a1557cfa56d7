"""Does jobs that wait, one by one and all together.

Tell here, for a learner, what there is to see and what older code did: each pair shows one idea, in some
45 lines. The C# text has the same names and the same steps, so that the two can be laid side by side.
"""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"one-by-one": one_by_one, "together": together}
    answers = await ways[state.variant](state, trace)
    return {"answers": answers, "jobs": len(answers)}


# The next job begins when the one before has ended.
async def one_by_one(state, trace):
    # [step: do one job after the other]
    answers = []
    for number in state.numbers:
        answers.append(await job(number, 1, state, trace))
    return answers


# The answers stand in the order of the jobs, not in that in which they came.
async def together(state, trace):
    # [step: start all jobs]
    count = len(state.numbers)
    jobs = [asyncio.create_task(job(number, count, state, trace)) for number in state.numbers]
    # [step: wait for all answers]
    return await asyncio.gather(*jobs)


# [step: a job]
async def job(number, parties, state, trace):
    with trace.span("job", item=number):
        # Opens only when so many are inside: that is the proof. In timed trials it stands open.
        await trace.rendezvous_async("all inside", parties)
        await asyncio.sleep(state.wait_ms / 1000)
        return number * number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
