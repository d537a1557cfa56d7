"""Plausible mistakes in the examples: the judge convicts each for the reason that it names, and no right text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from compare.catalogue.contract import Contract
from compare.catalogue.mistakes import Mistake, example_of, load_mistakes
from compare.errors import UsageError
from compare.judge.conviction import verdict_on_mistake
from compare.lanes.lane import Program
from compare.plan.plan import PairPlan
from compare.run.programs import Programs
from compare.setup.texts import Compiled, Text, compile_texts
from tests.pairs import CATALOGUE, CONTRACTS, complaints, plan, run

MOST_LINES = 75  # of a pair's file, on average: what a mistake leaves alone need not be told
GATE_MS = 2000  # what a wrong text never meets is waited for no longer
Assemblies = Mapping[str, Compiled | str]


def _loaded() -> tuple[list[Mistake], dict[str, str]]:
    """All mistakes, and the faults of files that are broken."""
    mistakes: list[Mistake] = []
    broken: dict[str, str] = {}
    for contract in CONTRACTS:
        try:
            mistakes += load_mistakes(contract)
        except UsageError as error:
            broken[contract.id] = str(error)
    return mistakes, broken


MISTAKES, BROKEN = _loaded()


def _name(mistake: Mistake) -> str:
    return f"{mistake.pair}:{mistake.id}"


def _edited(mistake: Mistake) -> str:
    path = example_of(CATALOGUE.contracts[mistake.pair], mistake.language)
    return mistake.edited(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def assemblies(request: pytest.FixtureRequest) -> Assemblies:
    """The C# texts of all mistakes that are going to be judged, compiled in one go."""
    parameters = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = [one.params["mistake"] for one in parameters if one and "mistake" in one.params]
    texts = [
        Text(_name(one), _edited(one), contract.dotnet_path.name, contract.apart)
        for one in chosen
        if one.language == "csharp" and (contract := CATALOGUE.contracts[one.pair])
    ]
    return compile_texts(texts)


def _program(mistake: Mistake, contract: Contract, folder: Path, request: pytest.FixtureRequest) -> Program:
    """The pair's scene, with the mistaken text in its example's place."""
    right = Programs().where(contract, mistake.lane)
    if mistake.language == "python":
        file = folder / contract.python_path.name  # its stem is what the scene imports
        file.write_text(_edited(mistake), encoding="utf-8")
        return replace(right, example=str(file))
    made = request.getfixturevalue("assemblies")[_name(mistake)]
    assert isinstance(made, Compiled), f"it does not compile: {made}"
    return replace(right, example=str(made.dll), woven=str(made.woven_dll))


def _narrowed(whole: PairPlan, mistake: Mistake) -> PairPlan:
    observed = tuple(row for row in whole.observed if row.variant.name in mistake.variants)
    return replace(whole, observed=observed, timed=())


def test_mistakes_are_sound() -> None:
    """Their files fit the schema, their edits the right texts, and their findings are known."""
    assert "\n".join(BROKEN.values()) == ""


@pytest.mark.parametrize("mistake", MISTAKES, ids=_name)
def test_mistake_is_convicted_for_its_own_reason(mistake, real_lanes, tmp_path, request) -> None:
    """What it names is always found, besides nothing but what it allows; right alternatives are accepted."""
    lanes, facts = real_lanes
    (fact,) = (one for one in facts if one.name == mistake.lane)
    if fact.state != "ready":
        pytest.skip(fact.reason)
    contract = CATALOGUE.contracts[mistake.pair]
    chosen = _narrowed(plan(contract, (fact,), mistake.cases), mistake)
    if not chosen.observed:
        pytest.skip("; ".join(sorted({skip.reason for skip in chosen.skips})))
    program = _program(mistake, contract, tmp_path, request)
    gate_ms = GATE_MS if mistake.fails else 10_000
    right = Programs()  # a text that starts the other language's starts the right one

    def where(one: Contract, kind: str) -> Program:
        return program if kind == fact.kind else right.where(one, kind)

    report = run(chosen, lanes, (fact,), where, gate_ms=gate_ms)
    if report.pairs[0].findings:
        lanes[fact.name].restart()  # what it left behind convicts no other text
    assert verdict_on_mistake(report, mistake) == [], complaints(report)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_pair_has_two_mistakes_a_language(contract) -> None:
    """Four at least that are convicted, two in each language."""
    languages = [one.language for one in MISTAKES if one.pair == contract.id and one.fails]
    assert languages.count("python") >= 2
    assert languages.count("csharp") >= 2


def test_all_mistakes_are_short() -> None:
    """An edit names the lines that differ and no more than it takes to find them."""
    files = [contract.mistakes_path.read_text(encoding="utf-8") for contract in CONTRACTS]
    assert sum(len(text.splitlines()) for text in files) < MOST_LINES * len(files)
