"""Which rows are timed beside the base, and how many of them as null rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compare.beside.works import Work, alike, comparable, in_order
from compare.catalogue.contract import contract_of
from compare.plan.choice import Choice
from compare.plan.plan import Row, plan_pair
from compare.record.nouns import PairRecord, Since, Touch
from tests.judge.builders import BOTH, case, contract, trial
from tests.pairs import CATALOGUE

CONTRACT = CATALOGUE.contracts["counter-race"]


def works(rows: int, lanes: int) -> list[Work]:
    """So many rows, shared out among lanes."""
    variants = [replace(CONTRACT.headline, name=f"v{number}") for number in range(rows)]
    rows_of = [Row("default", variant, f"lane{n % lanes}", {}) for n, variant in enumerate(variants)]
    return [Work(CONTRACT, CONTRACT, row) for row in rows_of]


@pytest.mark.parametrize(
    ("rows", "lanes", "nulls"),
    [(1, 1, 1), (2, 2, 2), (10, 2, 3), (60, 3, 3), (61, 3, 4), (302, 3, 16), (20, 5, 5)],
)
def test_there_are_null_rows_enough(rows: int, lanes: int, nulls: int) -> None:
    """Three, or a twentieth of the rows, and one of each lane; red with one a lane, which notices hardly anything."""
    order = in_order(works(rows, lanes), 1)
    null = [work for work in order if work.null]
    assert len(null) == len({work.name for work in null}) == nulls
    assert {work.row.lane for work in null} == {f"lane{number}" for number in range(min(rows, lanes))}
    assert len(order) - nulls == rows


def test_pairs_that_are_alike_are_the_null_rows() -> None:
    """Each once, and none of them for itself; else the others' base is held against itself."""
    alike = [replace(work, head=CATALOGUE.contracts["queue-basic"], alike=True) for work in works(4, 2)]
    order = in_order([*works(10, 2), *alike], 1)
    null = [work for work in order if work.null]
    assert len(null) == 3 and all(work.alike and not work.copied for work in null)
    assert [work.alike for work in order if not work.null] == [False] * 10
    assert all(work.copied for work in in_order(works(10, 2), 1) if work.null)


@pytest.mark.parametrize(
    ("name", "variant", "texts", "timed"),
    [
        ("counter-race", "lock", ("python",), ["python"]),
        ("counter-race", "lock", ("dotnet",), ["dotnet", "pythonnet"]),
        ("counter-race", "lock", ("python", "dotnet"), ["python", "dotnet", "pythonnet"]),
        ("counter-race", "lock", (), []),
        ("remote-queue", "both-languages", ("dotnet",), ["python", "dotnet", "pythonnet"]),
        ("await-dotnet-task", "headline", ("python",), ["pythonnet"]),
    ],
)
def test_only_lanes_whose_texts_can_differ_are_timed(
    name: str, variant: str, texts: tuple[str, ...], timed: list[str]
) -> None:
    """By the text that a lane runs; a variant that starts the other one runs both."""
    own = CATALOGUE.contracts[name]
    chosen = next((one for one in own.variants if one.name == variant), own.headline)
    touch = Touch(name, "touched", "a file", texts=texts)
    since = Since("main", "", "", "", (touch,))
    rows = [Work(own, own, Row("default", chosen, lane, {})) for lane in ("python", "dotnet", "pythonnet")]
    if name == "await-dotnet-task":
        rows = rows[2:]
    assert [one.row.lane for one in rows if not alike(one, one.row.lane, since)] == timed
    assert not any(alike(one, one.row.lane, None) for one in rows)


def test_null_rows_are_of_the_lanes_that_are_timed() -> None:
    """A machine that troubles another lane says nothing of these; red where any alike row is drawn."""
    of_one = [work for work in works(30, 3) if work.row.lane == "lane0"]
    others = [replace(work, head=CATALOGUE.contracts["queue-basic"], alike=True) for work in works(30, 3)]
    order = in_order([*of_one, *others], 1)
    assert {work.row.lane for work in order} == {"lane0"} and len(order) == len(of_one) + 3


def test_null_rows_are_of_the_kind_that_is_timed() -> None:
    """Red where a call that starts processes stands for one that starts none; it does where there is no other."""
    other = CATALOGUE.contracts["queue-basic"]
    alike = [replace(work, head=other, alike=True) for work in works(12, 2)]
    once = [replace(one, row=replace(one.row, variant=replace(one.row.variant, once=True))) for one in alike]
    null = [work for work in in_order([*works(2, 2), *once[:9], *alike[9:]], 1) if work.null]
    assert len(null) == 3 and not any(work.row.variant.once for work in null)
    lane1 = [work for work in alike if work.row.lane == "lane1"]
    null = [work for work in in_order([*works(2, 2), *once[::2], *lane1], 1) if work.null]
    assert {work.row.lane for work in null} == {"lane0", "lane1"}
    assert [work.row.lane for work in null if work.row.variant.once] == ["lane0"]


def test_a_row_whose_outputs_have_changed_is_not_timed() -> None:
    """Other work takes another time; red where it is enough that each side is right by its own contract."""
    data = contract({"n": {"mode": "equal"}}, lanes=["python", "dotnet"], chapter="tasks")
    own = contract_of(data, Path("a.toml"), Path())
    plan = plan_pair(own, BOTH, Choice(platform="linux"))

    def seen(value: int) -> dict[str, PairRecord]:
        trials = tuple(trial(lane, {"n": value}) for lane in ("python", "dotnet"))
        return {own.id: PairRecord(own.id, "tasks", own.data, (case(),), trials=trials)}

    def timed(base: int, head: int) -> list[str]:
        return [one.row.lane for one in comparable([plan], seen(head), seen(base), {own.id: own}, BOTH)]

    assert timed(1, 1) == ["python", "dotnet"]
    assert timed(2, 1) == []
