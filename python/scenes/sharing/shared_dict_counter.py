"""Processes add one at the same moment, the gap before each write held open: how many increments are kept?

Without a lock all must have read before any writes, so the loss is exact. With one, no second may come to the gap.
"""

import multiprocessing
from types import SimpleNamespace

import shared_dict_counter as example

from compare.props.crew import ProcessCrew
from compare.props.held import Gap, HeldItems

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    unlocked = parameters.variant == "no-lock"
    gap = Gap(parameters.workers, 4.0, context=processes) if unlocked else Gap(2, 0.02, 12, context=processes)
    manager = processes.Manager()
    years = manager.dict()
    add = getattr(example, parameters.variant.replace("-", "_"))
    crew = ProcessCrew(parameters.workers, processes, work, add, years, processes.Lock(), gap)
    turns = parameters.forced if unlocked else parameters.per_worker
    return SimpleNamespace(p=parameters, manager=manager, years=years, crew=crew, turns=turns, gap=gap)


def run(state, watch):
    state.years["year"] = state.p.start
    state.gap.again()
    state.crew.run(state.turns, watch)
    year = state.years.get("year", state.p.start)
    return {
        "expected": state.p.workers * state.turns,
        "made": state.crew.done,
        "year": year,
        "kept": year - state.p.start,
        "error": state.crew.error,
    }


def cleanup(state):
    state.crew.close()
    state.manager.shutdown()


def work(add, years, lock, gap, turn, observed):
    add(HeldItems(years, gap) if observed else years, lock)
