"""Loading: by path, by name in children, several of one name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.worker.loader import Loader, place_of
from tests.worker.client import example_of, write_scene


@pytest.fixture
def loader() -> Iterator[Loader]:
    """A loader, whose folder and modules are forgotten afterwards."""
    before, modules = list(sys.path), set(sys.modules)
    yield Loader()
    sys.path[:] = before
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def _write(home: Path, name: str, text: str) -> tuple[str, str]:
    """A scene of that text beside an empty example, as the loader takes them."""
    scene = write_scene(home, text, name)
    return str(scene), str(example_of(scene))


def test_same_name_in_two_folders(loader: Loader, tmp_path: Path) -> None:
    """Each path gives its own module, and the last one is what its name finds."""
    one = _write(tmp_path / "one", "twin_text", "WHO = 1\n")
    two = _write(tmp_path / "two", "twin_text", "WHO = 2\n")
    first, second = loader.load(*one), loader.load(*two)
    assert (first.WHO, second.WHO) == (1, 2)
    assert sys.modules["scenes.texts.twin_text"] is second


def test_entering_a_place_brings_its_modules_back(loader: Loader, tmp_path: Path) -> None:
    """A module is the same object again, so that its functions can be sent to children."""
    one = _write(tmp_path / "one", "twin_text", "WHO = 1\n")
    first = loader.load(*one)
    loader.load(*_write(tmp_path / "two", "twin_text", "WHO = 2\n"))
    loader.enter(place_of(*one))
    assert sys.modules["scenes.texts.twin_text"] is first
    assert sys.path[:2] == [str(tmp_path / "one" / "texts"), str(tmp_path / "one")]
    assert str(tmp_path / "two") not in sys.path


def test_helper_modules_follow_their_folder(loader: Loader, tmp_path: Path) -> None:
    """A neighbour of the same name in another folder is another module."""
    for number in (1, 2):
        written = _write(tmp_path / str(number), "main_text", "from helper_text import WHO\n")
        Path(written[1]).with_name("helper_text.py").write_text(f"WHO = {number}\n", encoding="utf-8")
    scenes = [tmp_path / str(number) / "scenes" / "texts" / "main_text.py" for number in (1, 2)]
    assert [loader.load(str(one), str(example_of(one))).WHO for one in scenes] == [1, 2]


def test_a_file_written_after_the_folder_was_read(loader: Loader, tmp_path: Path) -> None:
    """A new file in a known folder is found."""
    loader.load(*_write(tmp_path / "one", "early_text", ""))
    loader.load(*_write(tmp_path / "two", "other_text", ""))
    assert loader.load(*_write(tmp_path / "one", "late_text", "WHO = 3\n")).WHO == 3


def test_a_broken_file_raises_and_can_be_tried_again(loader: Loader, tmp_path: Path) -> None:
    """A module that failed to load is not remembered as loaded."""
    broken = _write(tmp_path / "one", "broken_text", "raise LookupError('half way')\n")
    for _ in range(2):
        with pytest.raises(LookupError, match="half way"):
            loader.load(*broken)


@pytest.mark.parametrize(("missing", "told"), [(0, "there is no scene at"), (1, "there is no example at")])
def test_a_missing_file_is_named(loader: Loader, tmp_path: Path, missing: int, told: str) -> None:
    """The message says which file is not there."""
    written = _write(tmp_path, "some_text", "")
    Path(written[missing]).unlink()
    with pytest.raises(FileNotFoundError, match=told):
        loader.load(*written)


def test_a_standard_modules_name_is_refused(loader: Loader, tmp_path: Path) -> None:
    """An example named like a standard module would hide it from its neighbours."""
    with pytest.raises(ImportError, match="queue"):
        loader.load(*_write(tmp_path / "one", "queue", ""))


def _root(folder: Path, number: int) -> tuple[str, str]:
    home = folder / f"root{number}"
    for below in ("scenes/flow", "flow"):
        (home / below).mkdir(parents=True)
    scene, example = home / "scenes" / "flow" / "twin_pair.py", home / "flow" / "twin_pair.py"
    scene.write_text("import twin_pair as example\nSCENE, WHO = __name__, example.WHO\n", encoding="utf-8")
    example.write_text(f"WHO = {number}\n", encoding="utf-8")
    return str(scene), str(example)


def test_a_scene_finds_the_example_beside_it(loader: Loader, tmp_path: Path) -> None:
    """By its stem; the scene itself bears its package's name, by which children find it."""
    (one, its), (two, other) = (_root(tmp_path, number) for number in (1, 2))
    assert (loader.load(one, its).WHO, loader.load(two, other).WHO) == (1, 2)
    assert loader.load(one, its).SCENE == "scenes.flow.twin_pair"


def test_another_text_takes_the_examples_place(loader: Loader, tmp_path: Path) -> None:
    """One scene drives whatever text it is given; each couple keeps its own modules."""
    scene, right = _root(tmp_path, 1)
    wrong = tmp_path / "twin_pair.py"
    wrong.write_text("WHO = 'wrong'\n", encoding="utf-8")
    first = loader.load(scene, right)
    assert (first.WHO, loader.load(scene, str(wrong)).WHO) == (1, "wrong")
    loader.enter(place_of(scene, right))
    assert sys.modules["scenes.flow.twin_pair"] is first
