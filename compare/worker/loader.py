"""Scenes and examples are loaded by path, and found again by name in spawned children."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

SCENES = "scenes"  # the folder, and the package, of scenes below a root's `python`


class Lookup(NamedTuple):
    """Where imports look first: the example's folder, and the folder that holds its scene's package."""

    folder: str
    home: str

    def holds(self, name: str, module: object) -> bool:
        """Whether a module belongs here: one of the folder, or any part of the scenes' package."""
        if name == SCENES or name.startswith(f"{SCENES}."):
            return True
        file = getattr(module, "__dict__", {}).get("__file__")
        return isinstance(file, str) and file.startswith(self.folder + os.sep)


class Loader:
    """The modules of examples and scenes, by place; one place at a time is where imports look first.

    Two places may hold modules of the same name: each place's modules are put aside when another
    one's are wanted, and brought back with it, so that a function is always found again under the
    name by which it is sent to another process.
    """

    def __init__(self) -> None:
        self._place: Lookup | None = None
        self._aside: dict[Lookup, dict[str, ModuleType]] = {}

    def load(self, scene: str, example: str) -> ModuleType:
        """A scene's module, beside the example that it drives.

        Args:
            scene: the scene's file, HOME/scenes/CHAPTER/PAIR.py.
            example: the file that the scene imports by its stem.

        Raises:
            FileNotFoundError: there is no such file.
            ImportError: the example's name is a standard module's.
            Exception: whatever the modules raise while they are imported.
        """
        place = place_of(scene, example)
        for what, file in (("example", example), ("scene", scene)):
            if not os.path.isfile(file):
                raise FileNotFoundError(f"there is no {what} at {file}")
        stem = os.path.basename(example).removesuffix(".py")
        if stem in sys.stdlib_module_names or stem == __name__.partition(".")[0]:
            raise ImportError(f"{example} is named like the module {stem}, which it would hide from others")
        self.enter(place)
        if not place.holds(stem, sys.modules.get(stem)):
            sys.modules.pop(stem, None)  # of another file, which was no example
        return importlib.import_module(_module_name(scene, place))

    def others(self) -> list[str]:
        """Where imports look after the place that comes first."""
        left = sys.path.copy()
        for path in self._place or ():
            if path in left:
                left.remove(path)
        return left

    def enter(self, place: Lookup) -> None:
        """Let imports look here first, in this process and in children that are started from now on."""
        if place == self._place:
            return
        if self._place:
            mine = [name for name, module in list(sys.modules.items()) if self._place.holds(name, module)]
            self._aside[self._place] = {name: sys.modules.pop(name) for name in mine}
            for path in self._place:
                if path in sys.path:
                    sys.path.remove(path)
        self._place = place
        sys.path[:0] = place
        for path in place:
            sys.path_importer_cache.pop(path, None)  # it may have got new files since
        sys.modules.update(self._aside.pop(place, {}))


def place_of(scene: str, example: str) -> Lookup:
    """Where imports must look for a scene and its example."""
    home = os.path.abspath(scene)
    for _ in range(3):  # HOME/scenes/CHAPTER/PAIR.py
        home = os.path.dirname(home)
    return Lookup(os.path.dirname(os.path.abspath(example)), home)


def _module_name(scene: str, place: Lookup) -> str:
    below = os.path.relpath(os.path.abspath(scene), place.home)
    return below.removesuffix(".py").replace(os.sep, ".")
