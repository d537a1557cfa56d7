"""What a record keeps of a pair's leaves."""

from __future__ import annotations

import hashlib

from compare.catalogue.leaves import difference, leaves_of
from compare.record import saving
from compare.record.nouns import PairRecord, Record
from compare.record.schemas import first_fault
from tests import sample


def test_texts_and_mistakes_stand_in_the_record(tmp_path) -> None:
    """Paths from the root, so that no home folder is told; the mistake as the lines that it changes."""
    contract = sample.write(tmp_path)
    leaves = leaves_of(contract)
    named = [(one["language"], one["role"], one["path"]) for one in leaves["texts"]]
    assert named[0] == ("python", "example", "python/tasks/my_pair.py")
    assert [one[:2] for one in named] == [
        ("python", "example"),
        ("csharp", "example"),
        ("python", "scene"),
        ("csharp", "scene"),
    ]
    assert leaves["texts"][0]["text"] == sample.PYTHON
    assert leaves["texts"][0]["sha256"] == hashlib.sha256(sample.PYTHON.encode()).hexdigest()
    (mistake,) = leaves["mistakes"]
    assert (mistake["id"], mistake["fails"], mistake["right"]) == ("one-more", ["output.sum"], False)
    assert "-    return sum(items)\n+    return sum(items) + 1" in mistake["diff"]
    pair = PairRecord("my-pair", "tasks", dict(contract.data), **leaves)
    record = Record("2026-11-28T06:00:00+00:00", 1, {}, {}, pairs=(pair,))
    assert first_fault("record", saving.json.loads(saving.dumps(record))) == ""


def test_what_cannot_be_read_is_left_out(tmp_path) -> None:
    """A broken file of mistakes does not stop the pair."""
    contract = sample.write(tmp_path, mistakes="not TOML")
    contract.dotnet_scene.unlink()
    contract.dotnet_path.write_bytes(b"\xff")
    leaves = leaves_of(contract)
    assert [(one["language"], one["role"]) for one in leaves["texts"]] == [
        ("python", "example"),
        ("python", "scene"),
    ]
    assert leaves["mistakes"] == ()


def test_two_changed_places_are_parted_by_an_empty_line() -> None:
    """And a patch's heads are nowhere."""
    right = "\n".join("abcdefghijklmnop")
    wrong = right.replace("b", "B").replace("o", "O")
    told = list(difference(right, wrong))
    assert told.count("") == 2 and not any(line.startswith(("@@", "---", "+++")) for line in told)
    assert [line for line in told if line[:1] in "+-" and line] == ["-b", "+B", "-o", "+O"]
