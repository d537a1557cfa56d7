"""`invoke history`: many records side by side; what changed is told once, times are told as ratios only."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from compare.cli import main
from compare.errors import Exit
from compare.record import saving
from compare.record.nouns import Head, Record, Since, Touch
from compare.setup.home import ROOT
from tests.judge.builders import DOTNET, PYTHON, contract, record, timed, trial
from tests.report.samples import EVIL
from tests.report.test_text import acting

N = {"n": {"mode": "equal"}}
DAYS = ("2026-01-01", "2026-01-08", "2026-01-15")


def told(
    day: str, n: object = 1, slow: int = 2, lanes: tuple = (PYTHON, DOTNET), **changes: object
) -> Record:
    """A record of a day: all lanes give n, and C# takes `slow` times as long as Python."""
    trials = [trial(lane.name, {"n": n}) for lane in lanes]
    for place, lane in enumerate(lanes):
        factor = slow if place else 1
        trials += timed(lane.name, [factor * 1_000_000, factor * 1_000_100, factor * 1_000_200], {"n": n})
    whole = record(trials, contract(N), lanes)
    return replace(whole, started=f"{day}T00:00:00+00:00", heads=(Head(f"c{day}"),), **changes)


def keep(folder: Path, *records: Record) -> str:
    """Records, each in a folder of its own as `compare` leaves them, the newest also as `latest`."""
    for place, one in enumerate([*records, records[-1]]):
        home = folder / (f"run-{place}" if place < len(records) else "latest")
        home.mkdir(parents=True)
        saving.save(one, home / "record.json")
    return str(folder)


def test_what_changed_on_both_sides_is_told_once_where_it_changed(tmp_path: Path, capsys) -> None:
    """Every record agrees in itself; red where only each record's own verdict is told."""
    folder = keep(tmp_path / "r", told(DAYS[2], 5), told(DAYS[0], 1), told(DAYS[1], 5))
    assert main("history", {"record": [folder]}) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("2026-")]
    assert [lines[number][:10] for number in starts] == list(DAYS)  # in the order of time, `latest` not twice
    changed = [number for number, line in enumerate(lines) if "n: was 1, is 5" in line]
    assert len(changed) == 1 and starts[1] < changed[0] < starts[2]
    assert "(and 1 more of its rows)" in lines[changed[0]]


def test_a_ratio_is_one_runs_own_and_no_time_is_told(tmp_path: Path, capsys) -> None:
    """A machine three times as slow changes nothing; C# beside Python does."""
    slower = told(DAYS[1])
    pair = slower.pairs[0]
    trials = tuple(replace(one, elapsed_ns=3 * one.elapsed_ns) for one in pair.trials)
    slower = replace(slower, pairs=(replace(pair, trials=trials),))
    folder = keep(tmp_path / "r", told(DAYS[0]), slower)
    assert main("history", {"record": [folder]}) == Exit.OK
    out = capsys.readouterr().out
    assert "a-pair  dotnet over python   2.00  2.00  2.00–2.00     2" in out
    assert " ms" not in out and "no verdict" in " ".join(out.split())
    files = [keep(tmp_path / "one", told(DAYS[0])), keep(tmp_path / "two", told(DAYS[1], slow=4))]
    assert main("history", {"record": files}) == Exit.OK
    assert "2.00  4.00  2.00–4.00     2" in capsys.readouterr().out


def test_a_run_of_fewer_lanes_or_that_ended_early_has_lost_nothing(tmp_path: Path, capsys) -> None:
    """What was not asked for is not missing; a pair that a whole run has no more is, once."""
    alone = told(DAYS[1], lanes=(PYTHON,), options={"lanes": "python"})
    nothing = replace(told(DAYS[1]), pairs=())
    unchanged = Since("v1", "", "", "", (Touch("a-pair", "unchanged"),))
    folder = keep(tmp_path / "c", told(DAYS[0]), replace(nothing, since=unchanged))
    assert main("history", {"record": [folder]}) == Exit.OK
    assert "missing" not in capsys.readouterr().out
    folder = keep(tmp_path / "a", told(DAYS[0]), alone, told(DAYS[2]))
    assert main("history", {"record": [folder]}) == Exit.OK
    assert "a-pair" not in capsys.readouterr().out.partition("Ratios")[0]
    folder = keep(tmp_path / "b", told(DAYS[0]), replace(nothing, complete=False), nothing)
    assert main("history", {"record": [folder]}) == Exit.OK
    assert capsys.readouterr().out.count("a-pair missing: the pair is no longer there") == 1


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_told(tmp_path: Path, capsys) -> None:
    """The exit code says that something was left out; a zip is read as well."""
    folder = Path(keep(tmp_path / "r", told(DAYS[0])))
    (folder / "broken").mkdir()
    (folder / "broken" / "record.json").write_text("{", encoding="utf-8")
    with zipfile.ZipFile(folder / "artefact.zip", "w") as held:
        held.writestr("report/record.json", saving.dumps(told(DAYS[1])))
    assert main("history", {"record": [str(folder)]}) == Exit.USAGE
    seen = capsys.readouterr()
    assert DAYS[0] in seen.out and DAYS[1] in seen.out
    assert "Left out: " in seen.err and "is not valid JSON" in seen.err


@pytest.mark.parametrize(("given", "sentence"), [([], "Name the records"), (["/nowhere"], "Cannot read")])
def test_nothing_to_tell_is_one_sentence(given: list[str], sentence: str, capsys) -> None:
    """And 2."""
    assert main("history", {"record": given}) == Exit.USAGE
    assert sentence in capsys.readouterr().err


def test_a_folder_without_a_record_is_refused(tmp_path: Path, capsys) -> None:
    """An empty history would look like a quiet one."""
    assert main("history", {"record": [str(tmp_path)]}) == Exit.USAGE
    assert "Cannot read the record" in capsys.readouterr().err


def test_the_page_is_inert_names_nobody_and_is_the_same_each_time(tmp_path: Path, capsys) -> None:
    """Other people's text in outputs and commits; the host's name and a home folder."""
    evil = told(DAYS[1], f"/home/ann/x {EVIL}"[:90], machine={"name": "ann-laptop"})
    evil = replace(evil, heads=(Head("<script>alert(1)</script>"),))
    folder = keep(tmp_path / "r", told(DAYS[0], "on ann-laptop"), evil)
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page in pages:
        assert main("history", {"record": [folder], "html": str(page)}) == Exit.OK
    out, text = capsys.readouterr().out, pages[0].read_text(encoding="utf-8")
    assert pages[1].read_text(encoding="utf-8") == text
    assert "<script" not in text and "script-src" not in text and "default-src 'none'" in text
    assert "≠" in text and "ann-laptop" not in text and "/home/ann" not in text
    assert acting(text, "\n") == acting(out, "\n") == []


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="tasks.py hands over to .venv's python")
def test_the_menu_takes_several_names(tmp_path: Path) -> None:
    """`invoke history A B`: invoke itself would take B for a task."""
    folders = [keep(tmp_path / day, told(day)) for day in DAYS[:2]]
    command = [sys.executable, "-m", "invoke", "history", *folders, "--html", str(tmp_path / "page.html")]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"COLUMNS": "100"}, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "2 records" in ran.stdout and (tmp_path / "page.html").is_file()
