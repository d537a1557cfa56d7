"""What `--on` refuses before anything is begun, and what a report says of machines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from compare.cli import main
from compare.cluster import client
from compare.cluster.client import rows_on
from compare.cluster.dispatch import Dispatch
from compare.cluster.gathered import Gathered
from compare.cluster.job import Request, answered, job_of
from compare.cluster.serving import _known
from compare.diff.whole import told_in, whole_of
from compare.errors import Exit
from compare.page.page import page
from compare.plan.choice import Choice
from compare.plan.options import Options
from compare.record.growing import GrowingRecord
from compare.record.saving import dumps, load
from compare.report.console import console
from compare.report.machines import junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.report.progress import ProgressLine
from tests.cluster.test_dispatch import HEADS, Fake, Log, known, rows
from tests.judge.builders import record, trial
from tests.pairs import CATALOGUE
from tests.sample import contract, data


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("worker", {"on": "local:2"}, "--on names the scheduler"),
        ("worker", {}, "--on names the scheduler"),
        ("worker", {"on": "tcp://lab.example:8786"}, "without TLS"),
        ("compare", {"on": "tcp://lab.example:8786"}, "without TLS"),
        ("compare", {"on": "tcp://127.0.0.1:8786", "against": "."}, "is a folder"),
        ("compare", {"insecure": True}, "--insecure goes with --on"),
    ],
)
def test_one_sentence_for_a_mistake(command: str, given: dict, told: str, capsys) -> None:
    """And exit code 2."""
    assert main(command, given) == Exit.USAGE
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("command", ["compare", "worker"])
def test_without_dask_what_to_install(command: str, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is optional."""
    monkeypatch.setattr(client, "find_spec", lambda _: None)
    assert main(command, {"on": "tcp://127.0.0.1:8786"}) == Exit.ENVIRONMENT
    assert "pip install distributed" in capsys.readouterr().err


def test_a_worker_tells_whose_csharp_cannot_be_had_there() -> None:
    """So that the pair goes where all of it can run; there, its rows are skipped with the reason, as anywhere."""
    apart = next(one for one in CATALOGUE.contracts.values() if one.apart)
    needs = dict.fromkeys((name for variant in apart.variants for name in variant.needs), True)
    lanes = [replace(one, facts={"modules": needs}) for one in known().lanes]
    job, told = job_of(Options()), []
    for unbuilt in ({}, {apart.id: "no network"}):
        choice = Choice(platform="linux", unbuilt=unbuilt)
        said = _known(job, SimpleNamespace(choice=choice, found=lanes))
        told.append(answered(dumps(said).encode(), said.heads))
    whole, less = (rows_on(one, apart, Choice()) for one in told)
    assert 0 < less < whole
    greetings = {"a": told[1], "b": told[0]}
    cluster = Fake(greetings, lambda *_: "ok")
    log = Log()
    todo = [Request(apart.id) for _ in range(3)]
    Dispatch(
        cluster, log, todo, told[0].heads, lambda one, _: rows_on(one, apart, Choice()), lambda _: None
    ).run()
    assert {host for host, _ in cluster.given} == {"b"}


def test_a_missing_pair_is_said_everywhere(tmp_path: Path, capsys) -> None:
    """And fails the run with 3."""
    growing = GrowingRecord(tmp_path, 1, {"selected": ["my-pair"]}, ())
    gathered = Gathered(growing, {"my-pair": contract()}, ProgressLine(console(stderr=True), plain=True))
    gathered.met("lab-1", known(name="lab"))
    gathered.began("my-pair", "lab-1")
    gathered.again("my-pair", "lab-1", "it was lost")
    gathered.missing(
        "my-pair", "2 workers did not bring it to its end: lab-1 (it was lost), then lab-2 (it was lost)"
    )
    gathered.close(["my-pair"])
    whole = whole_of(growing.record)
    assert whole.exit_code() == Exit.DIFFERS
    for text in (markdown(whole), junit(outcomes(whole), growing.record.started)):
        assert "did not bring it to its end" in text.replace("\\", "")
    assert "run again by another worker: lab-1 failed" in markdown(whole).replace("\\", "")
    assert "[1] my-pair · on lab-1" in capsys.readouterr().err


def everywhere(tmp_path: Path, values: dict[str, int], does=lambda *_: "ok") -> GrowingRecord:
    """A run of one pair by every worker, each of which gives its own value."""

    class Machines(Fake):
        def give(self, host: str, request: Request) -> None:
            super().give(host, request)
            if self.answers and self.answers[-1].pair:
                told = record([trial("python", {"sum": values[host]})], sample)
                pair = replace(told.pairs[0], id="my-pair")
                body = dumps(replace(self.greetings[host], pairs=(pair,))).encode()
                self.answers.append(replace(self.answers.pop(), body=body))

    sample = data()
    growing = GrowingRecord(tmp_path, 1, {"selected": ["my-pair"]}, ())
    gathered = Gathered(growing, {"my-pair": contract()}, ProgressLine(console(stderr=True), plain=True))
    cluster = Machines({name: known(("python",), name=name, system=name) for name in values}, does)
    Dispatch(cluster, gathered, [Request("my-pair")], HEADS, rows, lambda _: None, everywhere=True).run()
    gathered.close(["my-pair"])
    growing.become(replace(growing.record, complete=True))
    return growing


def test_what_differs_between_machines_is_a_finding(tmp_path: Path) -> None:
    """Pair by machine, with the values; times of two machines stand nowhere together."""
    growing = everywhere(tmp_path, {"a": 6, "b": 5, "c": 6})
    whole = whole_of(growing.record)
    assert [(one.group, one.pair, one.lane) for one in whole.causes if one.group == "machines"] == [
        ("machines", "my-pair", ""),
        ("machines", "my-pair", "python"),
    ]
    text = markdown(whole).replace("\\", "")
    assert "1 pair on 3 machines: 1 not alike" in text
    shown, told = page(whole), page(told_in(whole, "zh"))
    assert "1 pair on 3 machines: 1 not alike" in shown and "3 台机器上运行：1 对不一致" in told
    assert "sum: on name of a 6, on name of b 5" in text or "sum: on name of c 6, on name of b 5" in text
    assert load(growing.folder / "record.json") == growing.record if growing.save() is None else False


def test_alike_on_all_machines(tmp_path: Path) -> None:
    """Nothing is found; what a worker that was lost has not run fails, as what it gives otherwise would."""
    whole = whole_of(everywhere(tmp_path, {"a": 6, "b": 6}).record)
    assert [one for one in whole.causes if one.group == "machines"] == []
    assert "1 pair on 2 machines: all alike" in markdown(whole)
    lost = whole_of(
        everywhere(tmp_path, {"a": 6, "b": 6}, lambda host, _: "die" if host == "b" else "ok").record
    )
    assert [one.message for one in lost.causes] == ["not run on name of b: it was lost"]
    assert lost.exit_code() == Exit.DIFFERS and "not run" in markdown(lost)
    none = everywhere(tmp_path, {"a": 6}, lambda *_: "fault").record
    assert "no worker brought it to its end" in none.pairs[0].not_run
