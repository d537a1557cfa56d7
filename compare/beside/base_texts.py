"""Where the base's texts are, and once more in a folder of their own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

from compare.beside.revision import Checkout
from compare.catalogue.contract import Contract
from compare.errors import HarnessError
from compare.lanes.lane import Program
from compare.run.programs import dotnet_program, python_program
from compare.setup.build import EXAMPLES, SCENES, Texts, build_root

TEXTS = ("python", EXAMPLES, SCENES)
MADE = ("bin", "obj", "__pycache__")  # by a build or a run of theirs; ours are made anew


class BasePrograms:
    """Where the base's texts are; its C# is compiled against head's Kit, outside of both trees."""

    def __init__(self, checkout: Checkout, scratch: Path) -> None:
        self._checkout = checkout
        self._scratch = scratch
        self._built: dict[tuple[Path, str], Texts] = {}
        self._twin: Path | None = None
        self._number = 0

    def where(self, contract: Contract, kind: str) -> Program:
        """The program that a lane of this kind runs for one of the base's contracts."""
        if contract.text_for(kind) == "python":
            return python_program(contract)
        return dotnet_program(contract, self._texts(self._checkout.folder, contract))

    def again(self, contract: Contract, kind: str) -> Program:
        """The same of a copy that was built by itself: what base against base holds the base against."""
        self._twin = self._twin or self._copied()
        if contract.text_for(kind) == "python":
            return python_program(replace(contract, root=self._twin))
        return dotnet_program(contract, self._texts(self._twin, contract))

    def build(self) -> Texts:
        """Build the base's C#, once more where it was built before.

        Raises:
            HarnessError: it does not compile; the message says that it is the base's.
        """
        built = self._built[self._checkout.folder, ""] = self._compiled(self._checkout.folder, "")
        return built

    def _texts(self, folder: Path, contract: Contract) -> Texts:
        place = (folder, contract.apart)
        if place not in self._built:
            self._built[place] = self._compiled(*place)
        return self._built[place]

    def _compiled(self, folder: Path, chapter: str) -> Texts:
        self._number += 1
        try:
            return build_root(folder, into=self._scratch / f"cs{self._number}", chapter=chapter)
        except HarnessError as error:
            raise HarnessError(f"The base ({self._checkout.revision}) does not build: {error}") from None

    def _copied(self) -> Path:
        twin = self._scratch / "base-again"
        copy = partial(shutil.copytree, symlinks=True, ignore=shutil.ignore_patterns(*MADE))
        try:
            for part in TEXTS:
                if (self._checkout.folder / part).is_dir():
                    copy(self._checkout.folder / part, twin / part)
        except (OSError, shutil.Error) as error:
            raise HarnessError(f"The base ({self._checkout.revision}) cannot be copied: {error}.") from None
        return twin
