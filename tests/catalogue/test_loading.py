"""Loading contracts: order, faults with file and place, and what a second load saves."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from compare.catalogue import loading
from compare.catalogue.contract import SHARED_MEMORY
from compare.catalogue.loading import load_catalogue
from compare.errors import UsageError
from compare.worker.facts import MODULES
from tests.sample import ROOT, TOML, write


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
        write(tmp_path, TOML.replace("my-pair", f"{pair}-x"), chapter=chapter, pair=f"{pair}-x")
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
    path = write(tmp_path, "id = ", pair="other").path
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
        (TOML + "a = [", r"is not valid TOML: .*at the end, line 40"),
        (TOML.replace('"equal"', '"\0"'), "is not valid TOML: .*line 35, column 9"),
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
    path = write(tmp_path).path
    path.write_bytes(TOML.encode().replace(b"A pair", b"A \xe9"))
    assert load_catalogue([tmp_path]).broken[0].reason == "is not UTF-8 (at line 3)"


def test_windows_line_ends_are_read(tmp_path) -> None:
    """A checkout with CRLF is the same contract."""
    write(tmp_path).path.write_bytes(TOML.replace("\n", "\r\n").encode())
    assert not load_catalogue([tmp_path]).broken


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("schema = 1", "line 1, schema: must be 2, not 1, which another version of Parallax reads"),
        ("schema = 3", "line 1, schema: must be 2, not 3, which another version of Parallax reads"),
        ("", "schema: must be 2, not lacking"),
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_a_contract_of_another_schema_is_refused(tmp_path, schema, told, validate) -> None:
    """In one sentence, whatever else stands in it; a list says it too."""
    write(tmp_path, TOML.replace("schema = 2", schema).replace("title", "name"))
    (broken,) = load_catalogue([tmp_path], validate).broken
    assert (broken.reason, broken.other_schema) == (told, True)


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
    write(tmp_path, 'schema = 2\nid = "other"', pair="other")
    loaded = load_catalogue([tmp_path], validate=False)
    assert list(loaded.contracts) == ["my-pair"]
    (broken,) = loaded.broken
    assert broken.id == "other" and broken.faults[0] == "the top level: lacks the key title"


def test_known_contracts_are_not_validated_again(tmp_path, monkeypatch) -> None:
    """The second load imports no jsonschema; another content or another schema does."""
    asked: list[str] = []
    monkeypatch.setattr(loading, "all_faults", lambda name, data: asked.append(data["title"]) or [])
    path = write(tmp_path).path
    load_catalogue([tmp_path])
    load_catalogue([tmp_path])
    assert asked == ["A pair"]
    path.write_text(TOML.replace("A pair", "Another"), encoding="utf-8")
    load_catalogue([tmp_path])
    assert asked == ["A pair", "Another"]
    path.write_text(TOML, encoding="utf-8")  # as before: still known
    load_catalogue([tmp_path])
    kept = json.loads(loading.KNOWN_GOOD.read_text())
    loading.KNOWN_GOOD.write_text(json.dumps(kept | {"schema": "another"}))
    load_catalogue([tmp_path])
    assert asked == ["A pair", "Another", "A pair"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": 1}', '{"schema": "x", "good": 5}'])
def test_broken_cache_is_no_obstacle(tmp_path, text) -> None:
    """It is best effort: whatever stands there, contracts load."""
    write(tmp_path)
    loading.KNOWN_GOOD.parent.mkdir()
    loading.KNOWN_GOOD.write_text(text)
    assert list(load_catalogue([tmp_path]).contracts) == ["my-pair"]


def test_unwritable_cache_is_no_obstacle(tmp_path, monkeypatch) -> None:
    """A read-only checkout loads as well."""
    write(tmp_path)
    (tmp_path / "file").touch()
    monkeypatch.setattr(loading, "KNOWN_GOOD", tmp_path / "file" / "contracts.json")
    assert list(load_catalogue([tmp_path]).contracts) == ["my-pair"]


def test_listing_imports_nothing_heavy(tmp_path) -> None:
    """`invoke list` answers at once."""
    write(tmp_path)
    code = (
        "import sys; from pathlib import Path; from compare.catalogue.loading import load_catalogue;"
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
    needed = {name for one in contracts for variant in one.variants for name in variant.needs}
    assert needed <= {*MODULES, SHARED_MEMORY}
