"""Which lanes the cases of tests/faults/CASES.md are tried in, and why not where they are not."""

from __future__ import annotations

from compare.catalogue.contract import KINDS, Contract
from tests.test_faults import CONTRACT as MISBEHAVIOUR
from tests.test_surroundings import CONTRACT as SURROUNDINGS

NO_LANE = "no lane: the harness's own doing"
BEFORE = "no lane: before any is opened"
ALIKE = "alike: beside a worker that is played"
PRETENDED = "alike: over lanes that pretend"
ONE_SIDE = "alike: one real program is enough"

# Of cases that no program of the two contracts is for: by which lane it is tried or decided.
WITHOUT: dict[int, str] = {
    **dict.fromkeys((11, 20, 21, 70, 75, 103, 104), ALIKE),
    **dict.fromkeys((23, 24, 27, 30, 33, 34, 46, 47, 48, 49, 50, 51, 52, 53, 99, 100), NO_LANE),
    **dict.fromkeys(range(61, 69), NO_LANE),
    **dict.fromkeys((*range(78, 86), 91, 96), NO_LANE),
    **dict.fromkeys((35, 36, 37, 38, 41, 72, 86, 87, 88, 89, 90, 92, 93, 94, 95, 97, 98, 111), BEFORE),
    **dict.fromkeys((28, 39, 40, 42, 43), PRETENDED),
    **dict.fromkeys((29, 31, 32, 44, 45, 71, 77, 108), ONE_SIDE),
}
# Where it is tried in some lanes only, by a test that is no program: what holds in each.
APART: dict[int, tuple[str, str, str]] = {
    54: ("by each start method", "C# has no start methods", "C# has no start methods"),
    55: ("CoreCLR is not loaded in this lane", "there is no Python to fork", "each way to fork is refused"),
    73: ("stacks", "spans of the trace", "stacks"),
}


def cells(number: int, held_by: list[str]) -> list[str]:
    """What is said of a case under each lane: the programs that are run there, or why there is none.

    Args:
        number: the case's.
        held_by: the tests and programs that hold it.
    """
    if number in APART:
        return list(APART[number])
    programs = [name for name in held_by if any(name in _names(one) for one in (MISBEHAVIOUR, SURROUNDINGS))]
    if not programs:
        return [WITHOUT.get(number, "")] * len(KINDS)
    return [", ".join(_run(programs, kind)) or _because(programs) for kind in KINDS]


def _names(contract: Contract) -> dict[str, tuple[tuple[str, ...], str]]:
    return {one.name: (one.lanes, one.lanes_because) for one in contract.variants}


def _of(program: str) -> tuple[tuple[str, ...], str]:
    return (_names(MISBEHAVIOUR) | _names(SURROUNDINGS))[program]


def _run(programs: list[str], kind: str) -> list[str]:
    return [f"`{one}`" for one in programs if not _of(one)[0] or kind in _of(one)[0]]


def _because(programs: list[str]) -> str:
    return "; ".join(dict.fromkeys(_of(one)[1] for one in programs))
