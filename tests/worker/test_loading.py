"""Loading: by path, by name in children, several of one name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.worker.loading import Loader


@pytest.fixture
def loader() -> Iterator[Loader]:
    """A loader, whose folder and modules are forgotten afterwards."""
    before, modules = list(sys.path), set(sys.modules)
    yield Loader()
    sys.path[:] = before
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def _write(folder: Path, name: str, text: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_same_name_in_two_folders(loader: Loader, tmp_path: Path) -> None:
    """Each path gives its own module, and the last one is what its name finds."""
    one = _write(tmp_path / "one", "twin_text", "WHO = 1\n")
    two = _write(tmp_path / "two", "twin_text", "WHO = 2\n")
    first, second = loader.load(one), loader.load(two)
    assert (first.WHO, second.WHO) == (1, 2)
    assert sys.modules["twin_text"] is second


def test_entering_a_folder_brings_its_modules_back(loader: Loader, tmp_path: Path) -> None:
    """A module is the same object again, so that its functions can be sent to children."""
    first = loader.load(_write(tmp_path / "one", "twin_text", "WHO = 1\n"))
    loader.load(_write(tmp_path / "two", "twin_text", "WHO = 2\n"))
    loader.enter(str(tmp_path / "one"))
    assert sys.modules["twin_text"] is first
    assert sys.path[0] == str(tmp_path / "one")
    assert str(tmp_path / "two") not in sys.path


def test_helper_modules_follow_their_folder(loader: Loader, tmp_path: Path) -> None:
    """A neighbour of the same name in another folder is another module."""
    for number in (1, 2):
        _write(tmp_path / str(number), "helper_text", f"WHO = {number}\n")
        _write(tmp_path / str(number), "main_text", "from helper_text import WHO\n")
    assert [loader.load(str(tmp_path / str(number) / "main_text.py")).WHO for number in (1, 2)] == [1, 2]


def test_a_file_written_after_the_folder_was_read(loader: Loader, tmp_path: Path) -> None:
    """A new file in a known folder is found."""
    loader.load(_write(tmp_path / "one", "early_text", ""))
    loader.load(_write(tmp_path / "two", "other_text", ""))
    assert loader.load(_write(tmp_path / "one", "late_text", "WHO = 3\n")).WHO == 3


def test_a_broken_file_raises_and_can_be_tried_again(loader: Loader, tmp_path: Path) -> None:
    """A module that failed to load is not remembered as loaded."""
    path = _write(tmp_path / "one", "broken_text", "raise LookupError('half way')\n")
    for _ in range(2):
        with pytest.raises(LookupError, match="half way"):
            loader.load(path)


def test_a_missing_file_is_named(loader: Loader, tmp_path: Path) -> None:
    """The message says which file is not there."""
    with pytest.raises(FileNotFoundError, match=r"nowhere\.py"):
        loader.load(str(tmp_path / "nowhere.py"))


def test_a_standard_modules_name_is_refused(loader: Loader, tmp_path: Path) -> None:
    """An example named like a standard module would hide it from its neighbours."""
    with pytest.raises(ImportError, match="queue"):
        loader.load(_write(tmp_path / "one", "queue", ""))
