"""A package that the interpreter lacks: set up before it was needed, say."""

from __future__ import annotations

import sys

import pytest

from compare.cli import main


@pytest.mark.parametrize("package", ["jinja2", "rich"])
def test_package_that_is_missing_is_told_with_the_cure(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Red where it is a traceback."""
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr("compare.commands.saved.load_record", lambda _: __import__(package))
    assert main("report", {"record": "none"}) == 4
    said = capsys.readouterr().err
    assert said.startswith(f"report: the Python package {package} is missing in ")
    assert said.endswith("Give: python3 bootstrap.py report\n")


def test_a_module_of_ours_that_is_missing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cure is made up for it."""
    monkeypatch.setattr("compare.commands.saved.load_record", lambda _: __import__("compare.nowhere"))
    with pytest.raises(ModuleNotFoundError):
        main("report", {"record": "none"})
