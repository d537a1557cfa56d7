"""`lanes.toml`: what it may say, and one sentence for what it may not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from compare.errors import UsageError
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lanes_file import lanes_of
from compare.run.session import session

POSIX = pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")


def build(home: Path, version: str, free: bool = False) -> Path:
    """A program that says that it is a Python of a version, in an installation's folder."""
    series = ".".join(version.split(".")[:2])
    path = home / "bin" / f"python{series}{'t' * free}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}{'t' * free}\necho /lib\necho True\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python: an empty PATH, no pyenv, no uv."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    return tmp_path


def written(folder: Path, text: str) -> str:
    """A file of lanes."""
    file = folder / "lanes.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@POSIX
def test_versions_are_found_where_people_keep_them(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of the file first, then on the PATH, in pyenv's folder and in uv's; the newest of a series."""
    own = build(nowhere / "pythons" / "cpython-3.95.1t", "3.95.1", free=True)
    path = build(nowhere / "usr", "3.95.0")
    build(nowhere / "pyenv" / "versions" / "3.95.7", "3.95.7")
    build(nowhere / "pyenv" / "versions" / "3.96.9", "3.96.9")
    newest = build(nowhere / "pyenv" / "versions" / "3.96.10", "3.96.10")
    exact = build(nowhere / "uv" / "cpython-3.96.2-linux-x86_64-gnu", "3.96.2")
    monkeypatch.setenv("PATH", str(path.parent))
    file = written(
        nowhere,
        """
        folders = ["pythons"]
        [lanes]
        free = "3.95t"
        first = { python = "3.95" }
        newest = "3.96"
        exact = "3.96.2"
        beside = "usr/bin/python3.95"
        locked = { python = "3.95t", gil = true }
        """,
    )
    lanes = {one.name: one for one in parse_lanes("", lanes_of(file, ()))}
    assert list(lanes)[:3] == ["python", "dotnet", "pythonnet"]
    found = {name: one.interpreter for name, one in lanes.items() if one.interpreter}
    wanted = {"free": own, "first": path, "newest": newest, "exact": exact, "beside": path, "locked": own}
    assert found == {name: str(program) for name, program in wanted.items()}
    assert lanes["locked"].variables == {"PYTHON_GIL": "1"} and not lanes["free"].variables


@POSIX
def test_program_of_the_right_name_that_is_none_is_passed_over(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shim of pyenv whose version is not chosen: it stands first on the PATH, and says so."""
    shim = build(nowhere / "shims", "3.94.0")
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.94: command not found' >&2\nexit 127\n")
    there = build(nowhere / "pyenv" / "versions" / "3.94.2", "3.94.2")
    monkeypatch.setenv("PATH", str(shim.parent))
    [lane] = parse_lanes("mine=3.94")
    assert lane.interpreter == str(there)


def test_lanes_of_the_file_are_named_as_any_other(nowhere: Path) -> None:
    """And those that are not asked for are not looked for."""
    known = lanes_of(written(nowhere, '[lanes]\nserver = { server_gc = true }\nlost = "3.93"\n'), ())
    dotnet, server = parse_lanes("dotnet,server", known)
    assert (dotnet.kind, server.kind) == ("dotnet", "dotnet")
    assert server.variables == {"DOTNET_gcServer": "1"}
    with pytest.raises(
        UsageError,
        match=r"there is no Python 3\.93 on the PATH, nor where pyenv and uv keep theirs; `folders`",
    ):
        parse_lanes("", known)
    lost = parse_lanes("lost", known, allow_missing=True)[0]
    assert lost.lacking and not lost.interpreter
    with session() as around:
        opened, facts = open_lanes([lost], around, allow_missing=True)
    assert not opened and (facts[0].state, facts[0].reason) == ("skipped", lost.lacking)


def test_file_of_a_root_is_taken_by_itself(tmp_path: Path) -> None:
    """A file that is named stands in its place; two roots may not name one lane."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        written(folder, "[lanes]\nserver = { server_gc = true }\n")
    other = tmp_path / "other.toml"
    other.write_text("[lanes]\nplain = { tiered_pgo = false }\n", encoding="utf-8")
    assert list(lanes_of("", [ours, tmp_path])) == ["server"]
    assert list(lanes_of(str(other), [ours])) == ["plain"]
    with pytest.raises(UsageError, match="both name a lane server"):
        lanes_of("", [ours, theirs])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[lanes", "is not valid TOML"),
        ('[lanes]\na = "3.11"\na = "3.12"\n', "Cannot overwrite a value (at line 3"),
        ("", "lacks the key lanes"),
        ("[lanes]\n", "lanes: must have at least 1 entries"),
        ('lane = 1\n[lanes]\na = "x"\n', "there is no key lane. Did you mean lanes?"),
        ("[lanes]\na = {}\n", "line 2, lanes.a: must have at least 1 entries"),
        (
            "[lanes]\na = { server_gcc = true }\n",
            "lanes.a: there is no key server_gcc. Did you mean server_gc?",
        ),
        ("[lanes]\na = { server_gc = 1 }\n", "lanes.a.server_gc: must be true or false, not 1"),
        ("[lanes]\na = { gil = true }\n", "lanes.a: lacks the key python, which gil needs"),
        ('[lanes]\na = { python = "x", tiered_pgo = true }\n', "the key tiered_pgo has no meaning here"),
        ('[lanes]\npython = "3.11"\n', "Lane name 'python'"),
        ('[lanes]\nBig = "3.11"\n', "Lane name 'Big'"),
        ('[lanes]\na = "no/such/python"\n', "Lane a: there is no interpreter at no/such/python"),
    ],
)
def test_what_it_may_not_say_is_told_in_a_sentence(text: str, told: str, tmp_path: Path) -> None:
    """With the file, the place in it and the nearest right word."""
    file = written(tmp_path, text)
    with pytest.raises(UsageError) as refused:
        parse_lanes("", lanes_of(file, ()))
    assert told in str(refused.value) and "\n" not in str(refused.value).strip()
    assert str(refused.value)[-1] in ".?" and str(refused.value)[-2] not in ".?"
    assert file in str(refused.value) or "Lane a:" in str(refused.value)


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A folder is none, either."""
    for path in (tmp_path, tmp_path / "lanes.toml"):
        with pytest.raises(UsageError, match="is not a file"):
            lanes_of(str(path), ())


@pytest.mark.skipif("free-threading" in sys.version, reason="this interpreter may run without a GIL")
def test_gil_is_set_in_a_free_threaded_build_only(tmp_path: Path) -> None:
    """Another one would not start with it off."""
    known = lanes_of(
        written(tmp_path, f"[lanes]\nmine = {{ python = {sys.executable!r}, gil = false }}\n"), ()
    )
    with pytest.raises(UsageError, match="sets gil, which takes a free-threaded build"):
        parse_lanes("mine", known)


def test_settings_reach_the_runtime(tmp_path: Path) -> None:
    """What the worker says of itself is what the file says, and the others are as they come."""
    settings = "server_gc = true, concurrent_gc = false, tiered_pgo = false"
    known = lanes_of(written(tmp_path, f"[lanes]\nother = {{ {settings} }}\n"), ())
    with session() as around:
        lanes, facts = open_lanes(parse_lanes("dotnet,other", known), around, allow_missing=False)
        for lane in lanes.values():
            lane.close()
    usual, other = (one.facts for one in facts)
    keys = ("workstation", "concurrent_gc", "tiered_compilation", "tiered_pgo")
    assert [usual[key] for key in keys] == [True, True, True, True]
    assert [other[key] for key in keys] == [False, False, True, False]
