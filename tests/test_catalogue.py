"""Loading contracts: order, faults with file and place, and what a second load saves."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from compare import catalogue
from compare.catalogue import load_catalogue
from compare.errors import UsageError
from compare.worker.facts import MODULES
from tests.sample import ROOT, TOML, write

PLAIN = '[[variants]]\nname = "plain"\nsays = "for / for"\nreference = true\nheadline = true\n'
CASE = 'id = "default"'
LAST = 'expect = { sum = 6 }\n\n[[outputs]]\nfield = "sum"\nmode = "equal"'  # all from the case's expect on
SUM = '[[outputs]]\nfield = "sum"\n'
BEHAVIOUR = '\n[[behaviour]]\nid = "b"\nsays = "b"\n'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch) -> None:
    """No test reads or writes the repository's cache."""
    monkeypatch.setattr(catalogue, "KNOWN_GOOD", tmp_path / ".parallax" / "contracts.json")


def reason(tmp_path, text: str, **where: str) -> str:
    """Why a contract of this text is broken; empty where it is sound."""
    write(tmp_path, text, **where)
    broken = load_catalogue([tmp_path]).broken
    return broken[0].reason if broken else ""


def test_sound_contract_loads(tmp_path) -> None:
    """The sample of these tests is a contract."""
    assert reason(tmp_path, TOML) == ""
    assert list(load_catalogue([tmp_path]).contracts) == ["my-pair"]


def test_chapters_come_in_their_order_and_others_after(tmp_path) -> None:
    """Ours as a course has them, a user's own by name."""
    for chapter, pair in (
        ("zoo", "b"),
        ("art", "z"),
        ("interop", "d"),
        ("processes", "f"),
        ("processes", "a"),
    ):
        write(tmp_path, TOML.replace("my-pair", f"{pair}-x"), chapter, f"{pair}-x")
    assert list(load_catalogue([tmp_path]).contracts) == ["a-x", "f-x", "d-x", "z-x", "b-x"]


def test_duplicate_id_is_wrong_usage(tmp_path) -> None:
    """Two roots, or two chapters, with one pair: both files are named."""
    write(tmp_path / "one")
    write(tmp_path / "two", chapter="flow")
    with pytest.raises(
        UsageError, match=r"Two pairs are called my-pair: .*one.*tasks.* and .*two.*flow.*my-pair\.toml\."
    ):
        load_catalogue([tmp_path / "one", tmp_path / "two"])


def test_broken_pair_stops_only_itself(tmp_path) -> None:
    """The rest of the catalogue loads."""
    write(tmp_path)
    path = write(tmp_path, "id = ", pair="other")
    loaded = load_catalogue([tmp_path])
    assert list(loaded.contracts) == ["my-pair"]
    assert [(one.id, one.path) for one in loaded.broken] == [("other", path)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            TOML.replace("title =", "title"),
            "is not valid TOML: Expected '=' after a key .*at line 3, column 7",
        ),
        (TOML + "a = [", r"is not valid TOML: .*at the end, line 27"),
        (TOML.replace('"equal"', '"\0"'), "is not valid TOML: .*line 26, column 9"),
        ("a = " + "9" * 5000, "is not valid TOML: .*digits"),
        ("a = " + "[" * 5000, "is nested too deeply"),
    ],
)
def test_broken_toml_is_told_with_its_line(tmp_path, text, told) -> None:
    """What a person needs to find the place."""
    write(tmp_path, text)
    (broken,) = load_catalogue([tmp_path]).broken
    assert re.search(told, broken.reason), broken.reason


def test_file_of_another_encoding_is_told_with_its_line(tmp_path) -> None:
    """UTF-8 only, as TOML says; a BOM or UTF-16 is no TOML."""
    path = write(tmp_path)
    path.write_bytes(TOML.encode().replace(b"A pair", b"A \xe9"))
    assert load_catalogue([tmp_path]).broken[0].reason == "is not UTF-8 (at line 3)"


def test_windows_line_ends_are_read(tmp_path) -> None:
    """A checkout with CRLF is the same contract."""
    write(tmp_path).write_bytes(TOML.replace("\n", "\r\n").encode())
    assert not load_catalogue([tmp_path]).broken


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema = 1", "schema = 2", "schema: 1 was expected"),
        ('title = "A pair"\n', "", "the top level: 'title' is a required property"),
        ("schema = 1", "schema = 1\nextra = 1", "'extra' was unexpected"),
        ('type = "integer"', 'type = "int"', "parameters.n.type: 'int' is not one of"),
        ("max = 10", "max_length = 10", "parameters.n: 'max_length' is not one of"),
        ("default = 4\n", "", "parameters.n: 'default' is a required property"),
        ("[parameters.n]", "[parameters.variant]", "parameters: .*'variant'"),
        ('mode = "equal"', 'mode = "like"', "outputs.0.mode: 'like' is not one of"),
        ('mode = "equal"', 'mode = "shown"\ntolerance = 0.1', "outputs.0: 'tolerance' is not one of"),
        ('mode = "equal"', 'mode = "differs"', "outputs.0: '(values|because)' is a required property"),
        (
            'mode = "equal"\n',
            f'mode = "equal"\n{BEHAVIOUR}check = "peek"\n',
            "behaviour.0.check: 'peek' is not one of",
        ),
        (
            'mode = "equal"\n',
            f'mode = "equal"\n{BEHAVIOUR}check = "peak"\n',
            "behaviour.0: 'span' is a required",
        ),
    ],
)
def test_contract_against_its_schema_is_told_with_its_key(tmp_path, old, new, told) -> None:
    """The key's path, and what is wrong there."""
    assert re.search(told, reason(tmp_path, TOML.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "my-pair"', 'id = "your-pair"', "id: 'your-pair' is not the file's name, my-pair"),
        ("reference = true\n", "", "variants: exactly one must have reference = true, not none"),
        (
            PLAIN,
            PLAIN + PLAIN.replace("plain", "b"),
            "exactly one must have reference = true, not plain and b",
        ),
        (PLAIN, PLAIN + PLAIN, "variants: 'plain' stands twice"),
        (CASE, f"{CASE}\nopt_in = true", "cases.0.opt_in: the first case is the default"),
        (CASE, f"{CASE}\nset = {{ n = 11 }}", "cases.0.set: my-pair.n must be at most 10 items, not 11"),
        (CASE, f"{CASE}\nset = {{ m = 1 }}", "cases.0.set: my-pair has no parameter 'm'. There is: n"),
        (CASE, f'{CASE}\nvariants = ["plane"]', "cases.0.variants: 'plane' is unknown. Did you mean plain?"),
        ("default = 4", "default = 0", "parameters.n.default must be at least 1 items, not 0"),
        ("default = 4", "default = 2026-01-01", "parameters: dates, times, nan, inf and integers"),
        ("min = 1", "min = 20", "parameters.n: min is above max"),
        ("sum = 6", "total = 6", "cases.0.expect: 'total' is unknown"),
        (
            'mode = "equal"',
            'mode = "shown"',
            "cases.0.expect.sum: no output of this name has a mode that expects",
        ),
        ("sum = 6", "sum = 1e999", "cases: dates, times, nan, inf"),
        ('mode = "equal"', 'mode = "equal"\ncases = ["large"]', "outputs.0.cases: 'large' is unknown"),
        (LAST, f'{SUM}mode = "between"\nlow = "m"', "outputs.0.low: 'm' is unknown"),
        (LAST, f'{SUM}mode = "between"', "outputs.0: must have low or high, or both"),
        (
            LAST,
            f'{SUM}mode = "differs"\nvalues = {{ python = 1 }}\nbecause = "so"',
            "outputs.0.values: has none for the lane dotnet",
        ),
        (
            "schema = 1",
            'schema = 1\nlanes = ["python", "dotnet"]',
            "lanes_because: must say why pythonnet is left out",
        ),
        ("reference", 'lanes = ["python"]\nreference', "variants.0.lanes_because: must say why"),
    ],
)
def test_unsound_contract_is_told_with_its_key(tmp_path, old, new, told) -> None:
    """What no schema can say is told in the same way."""
    text = TOML.replace(old, new)
    assert text != TOML
    assert told in reason(tmp_path, text)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ('check = "peak"\nspan = "s"\nequals = "m"', "behaviour.0.equals: 'm' is unknown. There is: n"),
        ('check = "peak"\nspan = "s"', "behaviour.0: must have equals or at_least or at_most"),
        ('check = "workers"\nat_least = 1', "behaviour.0: must have span or name"),
        ('check = "order"\nname = "s"\nequals = "n"', "behaviour.0.equals: 'n' is unknown"),
        ('check = "order"\nname = "s"', "behaviour.0: must have equals or by"),
    ],
)
def test_check_that_says_too_little_is_told(tmp_path, check, told) -> None:
    """What is counted, and what is right, must be said; names must be parameters that hold it."""
    assert told in reason(tmp_path, f"{TOML}{BEHAVIOUR}{check}\n")


def test_correction_names_what_shows_it(tmp_path) -> None:
    """An output, a behaviour, a variant or a wrong program that is there."""
    correction = (
        '\n[[corrections]]\nclaimed = "It waits."\nreally = "It does not."\nshown_by = ["wrong.none.py"]\n'
    )
    assert "corrections.0.shown_by: 'wrong.none.py' is unknown" in reason(tmp_path, TOML + correction)


def test_missing_text_is_told(tmp_path) -> None:
    """A pair with one side only is no pair."""
    write(tmp_path)
    (tmp_path / "python" / "tasks" / "my_pair.py").unlink()
    told = load_catalogue([tmp_path]).broken[0].reason
    assert told.replace("\\", "/") == "its text is missing: there is no python/tasks/my_pair.py"


@pytest.mark.parametrize(
    ("pair", "told"),
    [("queue", "hide the standard library's"), ("compare", "imported beside it"), ("match", "word")],
)
def test_name_that_hides_a_module_is_told(tmp_path, pair, told) -> None:
    """An example named like a module would stand in its way."""
    assert told in reason(tmp_path, TOML.replace("my-pair", pair), pair=pair)


def test_chapter_of_another_form_is_told(tmp_path) -> None:
    """A folder's name becomes a namespace."""
    assert "must be of the form pipes_queues" in reason(tmp_path, TOML, chapter="My Chapter")


def test_listing_needs_no_sound_contract(tmp_path) -> None:
    """Without validation a contract is loaded as long as it can be; else its fault is told."""
    write(tmp_path, TOML.replace("default = 4", "default = 0"))
    write(tmp_path, 'schema = 1\nid = "other"', pair="other")
    loaded = load_catalogue([tmp_path], validate=False)
    assert list(loaded.contracts) == ["my-pair"]
    assert [(one.id, one.reason) for one in loaded.broken] == [
        ("other", "the top level: 'title' is a required property")
    ]


def test_known_contracts_are_not_validated_again(tmp_path, monkeypatch) -> None:
    """The second load imports no jsonschema; another content or another schema does."""
    asked: list[str] = []
    monkeypatch.setattr(catalogue, "first_fault", lambda name, data: asked.append(data["title"]) or "")
    path = write(tmp_path)
    load_catalogue([tmp_path])
    load_catalogue([tmp_path])
    assert asked == ["A pair"]
    path.write_text(TOML.replace("A pair", "Another"), encoding="utf-8")
    load_catalogue([tmp_path])
    assert asked == ["A pair", "Another"]
    path.write_text(TOML, encoding="utf-8")  # as before: still known
    load_catalogue([tmp_path])
    kept = json.loads(catalogue.KNOWN_GOOD.read_text())
    catalogue.KNOWN_GOOD.write_text(json.dumps(kept | {"schema": "another"}))
    load_catalogue([tmp_path])
    assert asked == ["A pair", "Another", "A pair"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": 1}', '{"schema": "x", "good": 5}'])
def test_broken_cache_is_no_obstacle(tmp_path, text) -> None:
    """It is best effort: whatever stands there, contracts load."""
    write(tmp_path)
    catalogue.KNOWN_GOOD.parent.mkdir()
    catalogue.KNOWN_GOOD.write_text(text)
    assert list(load_catalogue([tmp_path]).contracts) == ["my-pair"]


def test_unwritable_cache_is_no_obstacle(tmp_path, monkeypatch) -> None:
    """A read-only checkout loads as well."""
    write(tmp_path)
    (tmp_path / "file").touch()
    monkeypatch.setattr(catalogue, "KNOWN_GOOD", tmp_path / "file" / "contracts.json")
    assert list(load_catalogue([tmp_path]).contracts) == ["my-pair"]


def test_listing_imports_nothing_heavy(tmp_path) -> None:
    """`invoke list` answers at once."""
    write(tmp_path)
    code = (
        "import sys; from pathlib import Path; from compare.catalogue import load_catalogue;"
        "assert load_catalogue([Path(sys.argv[1])], validate=False).contracts;"
        "print(sorted({'jsonschema', 'rich', 'asyncio', 'psutil', 'hypothesis'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "[]\n"


def test_packages_that_variants_need_are_looked_for() -> None:
    """A worker says which packages it has; a variant that needs another one would never run."""
    contracts = load_catalogue([ROOT]).contracts.values()
    assert {name for one in contracts for variant in one.variants for name in variant.needs} <= set(MODULES)
