"""The base's texts, and their copy that is built by itself. Nothing is compiled here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compare.beside import base_texts
from compare.beside.base_texts import BasePrograms
from compare.beside.revision import Checkout
from compare.catalogue.loading import load_catalogue
from compare.catalogue.scaffold import make_pair
from compare.setup.build import Texts


@pytest.fixture
def base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[BasePrograms, Any, list[tuple[Path, Path]]]:
    """A base of one pair, its contract, and what was compiled into which folder."""
    make_pair("tasks/my-pair", tmp_path / "base")
    (tmp_path / "base" / "dotnet" / "Examples" / "bin").mkdir()
    built: list[tuple[Path, Path]] = []

    def build_root(root: Path, into: Path, chapter: str) -> Texts:
        built.append((root, into))
        return Texts(into / "Examples.dll", into / "Woven.dll", into / "Scenes.dll")

    monkeypatch.setattr(base_texts, "build_root", build_root)
    contract = load_catalogue([tmp_path / "base"]).contracts["my-pair"]
    return BasePrograms(Checkout("main", "", tmp_path / "base"), tmp_path), contract, built


def test_the_second_build_has_a_folder_of_its_own(base: Any) -> None:
    """Sources and outputs; built once, and neither it nor the copy is made where nobody asks."""
    sides, contract, built = base
    one = sides.where(contract, "dotnet")
    assert len(built) == 1
    two = sides.again(contract, "dotnet")
    assert sides.again(contract, "dotnet") == two != one
    assert len({root for root, _ in built}) == len({into for _, into in built}) == len(built) == 2


def test_python_has_a_copy_of_its_own(base: Any) -> None:
    """The same texts elsewhere, without what was built of them."""
    sides, contract, _ = base
    one, two = sides.where(contract, "python"), sides.again(contract, "python")
    assert one.path != two.path
    assert Path(one.path).read_text() == Path(two.path).read_text()
    assert Path(two.example).exists()
    assert not list(Path(two.example).parents[2].rglob("bin"))
