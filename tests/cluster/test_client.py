"""What `--on` refuses before anything is begun, and what a report says of machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.cli import main
from compare.cluster import client
from compare.cluster.gathered import Gathered
from compare.diff.whole import whole_of
from compare.errors import Exit
from compare.record.growing import GrowingRecord
from compare.report.console import console
from compare.report.machines import junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.report.progress import ProgressLine
from tests.cluster.test_dispatch import known
from tests.sample import contract


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("worker", {"on": "local:2"}, "--on names the scheduler"),
        ("worker", {}, "--on names the scheduler"),
        ("worker", {"on": "tcp://lab.example:8786"}, "without TLS"),
        ("compare", {"on": "tcp://lab.example:8786"}, "without TLS"),
        ("compare", {"on": "tcp://127.0.0.1:8786", "against": "HEAD"}, "exclude each other"),
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
