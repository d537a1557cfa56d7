"""Examples see the variables of a list, and no others (FAULTS.md 72)."""

from __future__ import annotations

import pytest

from compare.setup.variables import SET, environment, is_passed


def test_secrets_and_switches_are_not_passed_on() -> None:
    """Of the caller's only what every program needs; ours are set on top."""
    ours = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "GITHUB_TOKEN": "secret",
        "LD_PRELOAD": "/x.so",
        "DOTNET_STARTUP_HOOKS": "/x.dll",
        "PYTHONOPTIMIZE": "2",
        "PYTHONPATH": "/elsewhere",
        "PYTHONUTF8": "0",
    }
    assert environment("t", ours) == {"PATH": "/bin", "LC_ALL": "C", "PARALLAX_RUN": "t", **SET}


@pytest.mark.parametrize("name", ["Path", "SystemRoot", "ProgramFiles(x86)", "lc_numeric"])
def test_letters_case_does_not_matter(name: str) -> None:
    """Windows spells some of them in its own way."""
    assert is_passed(name)
