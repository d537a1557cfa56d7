"""Examples are loaded by path, and found again by name in spawned children."""

from __future__ import annotations

import importlib
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


class Loader:
    """The examples' modules, by folder; one folder at a time is where imports look first.

    Two folders may hold modules of the same name: each folder's modules are put aside when another
    one's are wanted, and brought back with it, so that a function is always found again under the
    name by which it is sent to another process.
    """

    def __init__(self) -> None:
        self._folder = ""
        self._aside: dict[str, dict[str, ModuleType]] = {}

    def load(self, path: str) -> ModuleType:
        """The example's module.

        Raises:
            FileNotFoundError: there is no such file.
            ImportError: its name is a standard module's.
            Exception: whatever the module raises while it is imported.
        """
        file = os.path.abspath(path)
        name = os.path.basename(file).removesuffix(".py")
        if not os.path.isfile(file):
            raise FileNotFoundError(f"there is no example at {path}")
        if name in sys.stdlib_module_names or name == __name__.partition(".")[0]:
            raise ImportError(f"{path} is named like the module {name}, which it would hide from others")
        self.enter(os.path.dirname(file))
        if not _inside(self._folder, sys.modules.get(name)):
            sys.modules.pop(name, None)  # of another file, which was no example
        return importlib.import_module(name)

    def enter(self, folder: str) -> None:
        """Let imports look in this folder first, here and in children that are started from now on."""
        if folder == self._folder:
            return
        if self._folder:
            mine = [name for name, module in list(sys.modules.items()) if _inside(self._folder, module)]
            self._aside[self._folder] = {name: sys.modules.pop(name) for name in mine}
            if self._folder in sys.path:
                sys.path.remove(self._folder)
        self._folder = folder
        sys.path.insert(0, folder)
        sys.path_importer_cache.pop(folder, None)  # it may have got new files since
        sys.modules.update(self._aside.pop(folder, {}))


def _inside(folder: str, module: object) -> bool:
    file = getattr(module, "__dict__", {}).get("__file__")
    return isinstance(file, str) and file.startswith(folder + os.sep)
