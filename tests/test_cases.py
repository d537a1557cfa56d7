"""tests/faults/CASES.md names tests that there are, every case by its number, every program by lane, every guard."""

from __future__ import annotations

import re
from pathlib import Path

from compare.catalogue.contract import KINDS
from tests.cases import WITHOUT, cells
from tests.guards import GUARDS
from tests.test_faults import CONTRACT, EXPECTED
from tests.test_surroundings import EXPECTED as CHANGES

HERE = Path(__file__).parent
TABLE = HERE / "faults" / "CASES.md"
CASES = 111


def programs() -> str:
    """Each program that misbehaves, with how it ends in each lane, or why it is not run there."""
    lines = [
        f"| program | {' | '.join(KINDS)} | not run elsewhere, because |",
        "|---" * (len(KINDS) + 2) + "|",
    ]
    for variant in CONTRACT.variants:
        state, _ = EXPECTED[variant.name]
        cells = [state if not variant.lanes or kind in variant.lanes else "" for kind in KINDS]
        lines.append(f"| `{variant.name}` | {' | '.join(cells)} | {variant.lanes_because} |")
    return "\n".join(lines)


def switched_off() -> str:
    """Each guard that a test switches off, with the test that is red then."""
    lines = ["| guard | protects from | red without it |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.protects_from} | `{one.test}` |" for one in GUARDS]
    return "\n".join(lines)


def _rows(text: str) -> list[tuple[int, list[str], str]]:
    """Each case with what holds it and what is open."""
    table = text.partition("\n# ")[0]
    rows = re.findall(r"^\| (\d+) \| [^|]* \| ([^|]*) \| ([^|]*) \|$", table, re.MULTILINE)
    return [(int(number), re.findall(r"`([^`]+)`", held), still.strip()) for number, held, still in rows]


def by_lane(text: str) -> str:
    """Each case in each lane: the programs that are run there, or why there are none."""
    lines = [f"| | {' | '.join(KINDS)} |", "|---:" + "|---" * len(KINDS) + "|"]
    lines += [f"| {number} | {' | '.join(cells(number, held))} |" for number, held, _ in _rows(text)]
    return "\n".join(lines)


def _written(text: str) -> str:
    tables = {"programs": programs(), "switched off": switched_off(), "by lane": by_lane(text)}
    for name, table in tables.items():
        before, after = text.split(f"<!-- {name} -->\n")
        text = f"{before}<!-- {name} -->\n{table}\n<!-- end -->{after.partition('<!-- end -->')[2]}"
    return text


def _tests() -> set[str]:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in HERE.rglob("test_*.py"))
    return {*re.findall(r"def (test_\w+)", sources), *EXPECTED, *CHANGES}


def test_the_table_of_cases_names_tests_that_there_are() -> None:
    """A case without a test says what is open."""
    rows = _rows(TABLE.read_text(encoding="utf-8"))
    assert [number for number, _, _ in rows] == list(range(1, CASES + 1))
    there = _tests()
    assert [(number, name) for number, held, _ in rows for name in held if name not in there] == []
    assert [number for number, held, still in rows if not held and not still] == []


def test_each_case_has_something_under_each_lane() -> None:
    """A program that is run there, or a reason; and no reason for what has programs."""
    rows = _rows(TABLE.read_text(encoding="utf-8"))
    assert [number for number, held, _ in rows if not all(cells(number, held))] == []
    told = {number for number, held, _ in rows if cells(number, held) == [WITHOUT.get(number)] * len(KINDS)}
    assert told == set(WITHOUT)


def test_what_is_written_into_the_table_is_up_to_date() -> None:
    """The programs and the guards that are switched off: `python -m tests.test_cases` writes them."""
    text = TABLE.read_text(encoding="utf-8")
    assert _written(text) == text


def test_each_program_is_run_in_each_lane_or_says_why_not() -> None:
    """By its contract."""
    assert set(EXPECTED) == {variant.name for variant in CONTRACT.variants}
    assert [one.name for one in CONTRACT.variants if one.lanes and not one.lanes_because] == []


def test_each_guard_is_there_with_the_test_that_is_red_without_it() -> None:
    """A guard that is renamed, or whose test is gone, is found here."""
    rows = re.findall(
        r"^\| `((?:compare/|tasks)[\w/.]+)` \| [^|]* \| ([^|]*) \|$",
        TABLE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) >= 20
    assert [guard for guard, _ in rows if not (HERE.parent / guard).is_file()] == []
    there = _tests()
    held = [(guard, re.findall(r"`([^`]+)`", tests)) for guard, tests in rows]
    assert [guard for guard, tests in held if not tests or set(tests) - there] == []


if __name__ == "__main__":
    TABLE.write_text(_written(TABLE.read_text(encoding="utf-8")), encoding="utf-8")
