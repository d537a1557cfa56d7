"""What pyproject.toml declares is read once, and right."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.setup.dependencies import Dependency, at_least, declared, normalised

ROOT = Path(__file__).resolve().parents[2]
# Debian bookworm's versions: the lowest that are supported.
BOOKWORM = {
    "invoke": "2.0.0",
    "jinja2": "3.1.2",
    "rich": "13.3.1",
    "psutil": "5.9.4",
    "pygments": "2.14.0",
    "jsonschema": "4.10.3",
    "numpy": "1.24.2",
    "pytest": "7.2.1",
    "pytest-timeout": "2.1.0",
    "pytest-xdist": "3.1.0",
    "hypothesis": "6.67.1",
    "distributed": "2022.12.1",
    "tenacity": "8.2.1",
    "pyperf": "2.5.0",
}


def test_lowest_versions_are_those_of_bookworm() -> None:
    """What Debian 12 packages is enough for everything but pythonnet and ruff."""
    lowest = {one.name: one.lowest for one in declared(ROOT) if one.name not in ("pythonnet", "ruff")}
    assert lowest == BOOKWORM


def test_pythonnet_is_declared_and_can_be_spared() -> None:
    """It is a main dependency that set-up goes on without; extras are too."""
    needed = {one.name: one.needed for one in declared(ROOT)}
    assert needed["pythonnet"] is False
    assert {name for name, must in needed.items() if must} == {
        "invoke",
        "jinja2",
        "jsonschema",
        "psutil",
        "pygments",
        "rich",
    }
    assert next(one.group for one in declared(ROOT) if one.name == "pythonnet") == "main"


def test_each_dependency_is_declared_once() -> None:
    """No name stands in two groups."""
    names = [one.name for one in declared(ROOT)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "name", "lowest"),
    [
        ("Pytest_Xdist>=3.1", "pytest-xdist", "3.1"),
        ("a.b[extra]>=1.0,<2; python_version>'3'", "a-b", "1.0"),
        ("plain", "plain", ""),
    ],
)
def test_requirement_is_taken_apart(text: str, name: str, lowest: str) -> None:
    """Name and lowest version, whatever stands around them."""
    assert (Dependency(text, "main", True).name, Dependency(text, "main", True).lowest) == (name, lowest)


@pytest.mark.parametrize(
    ("found", "lowest", "enough"),
    [
        ("13.3.1", "13.3.1", True),
        ("13.10", "13.9.9", True),
        ("2.0.0rc1", "2.0.0", True),
        ("1.9", "1.24.2", False),
        ("", "1.0", False),
        ("1.0", "", True),
        ("10.0.4+local.7", "10.0.5", False),
    ],
)
def test_versions_compare_by_number(found: str, lowest: str, enough: bool) -> None:
    """Ten is more than nine, and no version is less than any."""
    assert at_least(found, lowest) is enough


def test_names_are_compared_as_indexes_do() -> None:
    """Case, dots and underscores make no difference."""
    assert normalised("Clr__Loader.x") == "clr-loader-x"
